"""A shallow linear autoencoder: which of the user's items, together, speak for an item.

Where cosine looks at two items at a time, this learns the weights of all items of a history
together, so that ten near-copies of one item do not count ten times. With G the items x items
Gram matrix of the interactions and a ridge, B = I - P / diag(P), P = (G + ridge I)^-1, is the
closed form of the regression of each item on all others.

P is dense: 8 n_items**2 bytes, n_items**3 operations. So beyond `exact_items` items the same
regression is made for each item on its nearest neighbours by cosine alone: any number of items, at
a cost of neighbours**3 for each. That is the default for all shops, because it is also the better
one: fewer weights are learned from the same data.

Source: Steck (2019), "Embarrassingly shallow autoencoders for sparse data"; Ning and Karypis
(2011), "SLIM", section on feature selection, for the regression on neighbours alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from kindred.recommenders.cosine import ItemCosine
from kindred.recommenders.history import History
from kindred.recommenders.pairs import item_scores, strongest
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import scaled_rows, weighted
from kindred.similarities import Neighbours

WORTH_NUMBA = 2_000  # items for which NumPy (half a ms each) needs about as long as Numba to load
TARGETS_PER_CHUNK = 32  # in NumPy: affects memory and speed, not results
NUMBERS_PER_CHUNK = 64_000_000  # in Numba, half a GiB: affects memory and speed, not results
PARTS = 32  # so that no thread ends long before the others; affects speed, not results
BLAS_THREADS = 2  # always, so that the number of threads asked for does not show in the last digit


@dataclass(frozen=True)
class LinearAutoencoder:
    """ridge: in mean squared lengths of an item, so that it means the same in any shop.
    activity_exponent: by how much users with many items say less. neighbours_count: weights kept
    of each target item, and the neighbours it is learned on beyond `exact_items` items."""

    weighting: str = "binary"
    ridge: float = 3.0
    activity_exponent: float = 0.35
    neighbours_count: int = 50
    exact_items: int = 0

    def neighbours(self, past: History, *, threads: int = 1, engine: str = "python") -> Neighbours:
        """Item pairs with weights of either sign: source is the target item."""
        own = weighted(past.strengths, self.weighting)
        says = np.maximum(np.diff(own.indptr), 1.0) ** (-2 * self.activity_exponent)
        damped = scaled_rows(own, says)  # so that G = own.T @ damped
        touched = max(len(np.unique(own.indices)), 1)
        ridge = max(self.ridge * (own.data @ damped.data) / touched, np.finfo(float).tiny)
        if past.shape[1] <= self.exact_items:
            return self._exact(own, damped, ridge)
        return self._by_neighbours(past, own, damped, ridge, threads, engine)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from item pairs that were learned, on this history or another."""
        return item_scores(weighted(past.strengths, self.weighting), neighbours)

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))

    def _exact(self, own, damped, ridge: float) -> Neighbours:
        from threadpoolctl import threadpool_limits

        dense = (own.T @ damped).toarray()
        dense[np.diag_indices_from(dense)] += ridge
        with threadpool_limits(BLAS_THREADS):
            inverse = np.linalg.inv(dense)
        weights = nine_decimals(-inverse / np.diag(inverse))
        np.fill_diagonal(weights, 0.0)
        k = min(self.neighbours_count, len(weights))
        origin = (
            np.argpartition(-np.abs(weights), k - 1, axis=0)[:k].T
            if k
            else np.empty((0, 0), np.intp)
        )
        target = np.repeat(np.arange(len(weights)), k)
        origin = origin.ravel()
        return strongest(target, origin, weights[origin, target], k)

    def _by_neighbours(
        self, past: History, own, damped, ridge: float, threads: int, engine: str
    ) -> Neighbours:
        cosine = ItemCosine(
            weighting=self.weighting,
            activity_exponent=self.activity_exponent,
            neighbours_count=self.neighbours_count,
        )
        pairs = cosine.neighbours(past, threads=threads, engine=engine)
        near = np.full((past.shape[1], self.neighbours_count), -1, np.int32)
        near[pairs.source, pairs.rank - 1] = pairs.neighbour
        compiled = engine == "numba" or (engine == "python" and len(near) > WORTH_NUMBA)
        learn = _ridge_compiled if compiled else _ridge_of_neighbours
        weights = learn(own, damped, near, ridge, threads)
        weight = nine_decimals(weights[pairs.source, pairs.rank - 1])
        return strongest(pairs.source, pairs.neighbour, weight, self.neighbours_count)


def _ridge_of_neighbours(own, damped, near, ridge: float, threads: int) -> np.ndarray:
    """weights[t] = w with (G_NN + ridge * I) w = G_N,t for the neighbours N of each target t.

    own, damped: CSR [n_users x n_items] whose product is the Gram matrix G; near: int32 [n_items x
    m], -1 where there are fewer neighbours. A missing neighbour is an item of zeros, whose weight
    is zero.
    """
    gram = (own.T @ damped).tocsr()
    weights = np.zeros(near.shape)
    eye = ridge * np.eye(near.shape[1])
    for start in range(0, len(near), TARGETS_PER_CHUNK):
        some = near[start : start + TARGETS_PER_CHUNK]
        targets = np.arange(start, start + len(some))
        items = np.unique(np.append(some[some >= 0], targets))
        local = np.zeros((len(items) + 1,) * 2)
        local[:-1, :-1] = gram[items][:, items].toarray()
        place = np.where(some >= 0, np.searchsorted(items, some), len(items))
        left = local[place[:, :, None], place[:, None, :]] + eye
        right = local[place, np.searchsorted(items, targets)[:, None]]
        weights[targets] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return weights


def _ridge_compiled(own, damped, near, ridge: float, threads: int) -> np.ndarray:
    """As `_ridge_of_neighbours`, without the Gram matrix, which a large shop fills."""
    from threadpoolctl import threadpool_limits

    from kindred.kernels import Lists
    from kindred.ridge_kernel import ridge_of_neighbours

    users_of, items_of = (
        Lists(side.indptr.astype(np.int64), side.indices.view(np.uint32), side.data)
        for side in (damped.T.tocsr(), own)
    )
    if np.all(own.data == 1):
        items_of = items_of._replace(values=None)
    (n_items, m), weights = near.shape, np.zeros(near.shape)
    step = max(1, NUMBERS_PER_CHUNK // (m * (m + 1)))
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        for start in range(0, n_items, step):
            targets = np.arange(start, min(start + step, n_items), dtype=np.int32)
            lists = np.column_stack([near[targets], targets])
            systems = _systems(lists, users_of, items_of, pool)
            learn = partial(
                ridge_of_neighbours,
                lists=lists,
                systems=systems,
                ridge=ridge,
                weights=weights[start : start + step],
            )
            list(pool.map(learn, (np.arange(len(lists))[part::PARTS] for part in range(PARTS))))
    return weights


def _systems(lists, users_of, items_of, pool) -> np.ndarray:
    """float64 [n_targets x m x (m + 1)]: the Gram entries of each target's neighbours.

    lists: int32 [n_targets x (m + 1)], neighbours, -1 where there are fewer, and last the target.
    users_of, items_of: both sides of the Gram matrix, as Lists.
    """
    from kindred.kernels import Lists
    from kindred.ridge_kernel import gram_among_neighbours

    n_items, width = len(users_of.starts) - 1, lists.shape[1]
    systems = np.zeros((len(lists), width - 1, width))
    place = np.flatnonzero(lists >= 0)
    place = place[place % width < width - 1]
    item = lists.ravel()[place]
    starts = np.append(0, np.cumsum(np.bincount(item, minlength=n_items)))
    asking = Lists(starts, place[np.argsort(item, kind="stable")], None)
    asked = np.flatnonzero(np.diff(starts))

    def add(items) -> None:
        sums = np.zeros(n_items)
        gram_among_neighbours(items, users_of, items_of, asking, lists, systems, sums)

    list(pool.map(add, (asked[part::PARTS] for part in range(PARTS))))
    return systems
