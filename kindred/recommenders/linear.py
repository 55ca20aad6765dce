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

import numpy as np

from kindred.recommenders.cosine import ItemCosine
from kindred.recommenders.history import History
from kindred.recommenders.pairs import item_scores, strongest
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import scaled_rows, weighted
from kindred.similarities import Neighbours

WORTH_NUMBA = 2_000  # items for which NumPy (half a ms each) needs about as long as Numba to load
TARGETS_PER_CHUNK = 32  # in NumPy: affects memory and speed, not results
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
        activity = np.maximum(np.diff(own.indptr), 1.0)
        scaled = scaled_rows(own, activity**-self.activity_exponent)
        gram = (scaled.T @ scaled).tocsr()
        touched = max(np.count_nonzero(gram.diagonal()), 1)
        ridge = max(self.ridge * gram.diagonal().sum() / touched, np.finfo(float).tiny)
        if past.shape[1] <= self.exact_items:
            return self._exact(gram, ridge)
        return self._by_neighbours(past, gram, ridge, threads, engine)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from item pairs that were learned, on this history or another."""
        return item_scores(weighted(past.strengths, self.weighting), neighbours)

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))

    def _exact(self, gram, ridge: float) -> Neighbours:
        from threadpoolctl import threadpool_limits

        dense = gram.toarray()
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
        self, past: History, gram, ridge: float, threads: int, engine: str
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
        weights = learn(gram, near, ridge, threads)
        weight = nine_decimals(weights[pairs.source, pairs.rank - 1])
        return strongest(pairs.source, pairs.neighbour, weight, self.neighbours_count)


def _ridge_of_neighbours(gram, near, ridge: float, threads: int) -> np.ndarray:
    """weights[t] = w with (G_NN + ridge * I) w = G_N,t for the neighbours N of each target t.

    gram: CSR of all items; near: int [n_items x m], -1 where there are fewer neighbours. A missing
    neighbour is an item of zeros, whose weight is zero.
    """
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


def _ridge_compiled(gram, near, ridge: float, threads: int) -> np.ndarray:
    """As `_ridge_of_neighbours`."""
    from threadpoolctl import threadpool_limits

    from kindred.ridge_kernel import ridge_of_neighbours

    weights = np.zeros(near.shape)
    lists = gram.indptr.astype(np.int64), gram.indices.astype(np.int32), gram.data

    def learn(targets) -> None:
        ridge_of_neighbours(targets, *lists, near, ridge, weights)

    targets = np.arange(len(near))
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        list(pool.map(learn, (targets[part::32] for part in range(32))))
    return weights
