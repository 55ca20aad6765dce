"""Implicit-feedback matrix factorisation: a few numbers of each user and item, whose products tell
who is tied to what.

Learned by the library implicit, by alternating least squares: with p = 1 where a user is tied to
an item and 0 elsewhere, and c the confidence in that (1 where nothing is known), it makes

    sum over all u, i of c[u, i] * (p[u, i] - x[u] . y[i])**2 + ridge * (|x|**2 + |y|**2)

small. Only the items' factors are kept. A user's follow from them by a regression of their own,
which is what learning ends with, and which does for a user seen for the first time as well.

Reasons: with W = (sum over all i of c[u, i] y[i] y[i]' + ridge)^-1 the user's factors are
W * sum over the own items j of c[u, j] y[j], so a score is the sum over the own items of
c[u, j] * y[i]' W y[j]. Exact, and of either sign.

Source: Hu, Koren and Volinsky (2008), "Collaborative filtering for implicit feedback datasets",
section 5 for the reasons.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kindred.recommenders.history import History
from kindred.recommenders.vector_scores import OwnItemScores, own_items
from kindred.recommenders.weighting import weighted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DECIMALS = 12  # of an item's factors, so that scores have the nine that lists are ranked by
PARTS = 32  # of the users, done one by one by each thread; affects speed, not results


@dataclass(frozen=True)
class MatrixFactorization:
    """weighting: how an interaction counts. confidence: by how much a count of one outweighs that
    nothing is known, c = 1 + confidence * count. regularization: the ridge, in the mean sums of
    confidence of a user and an item (their geometric mean), so that it means the same in any shop.
    factors_count: numbers of each item. iterations_count: alternations. seed: of the first guess.
    """

    weighting: str = "binary"
    confidence: float = 10.0
    regularization: float = 0.1
    factors_count: int = 64
    iterations_count: int = 15
    seed: int = 20260101

    def item_factors(self, past: History, *, threads: int = 1) -> np.ndarray:
        """float64 [n_items x factors_count], twelve decimals, zeros where nobody has it.

        Divided by the root of the ridge, so that in their unit the ridge is one.
        """
        from threadpoolctl import threadpool_limits

        confidence = self._confidence(past)
        if confidence.nnz == 0:
            return np.zeros((past.shape[1], self.factors_count))
        touched = np.count_nonzero(np.diff(confidence.indptr)) * len(np.unique(confidence.indices))
        ridge = self.regularization * confidence.sum() / np.sqrt(touched)
        learned = load_implicit()
        with threadpool_limits(1, "blas"):  # each row is one thread's, so their number cannot show
            model = learned(
                factors=self.factors_count,
                regularization=ridge,
                dtype=np.float64,
                iterations=self.iterations_count,
                num_threads=threads,
                random_state=self.seed,
            )
            model.fit(confidence, show_progress=False)
            # solved outright, not from the guess before: equal items get equal factors
            items = np.arange(past.shape[1])
            factors = model.recalculate_item(items, confidence.T.tocsr())
        return np.round(factors / np.sqrt(ridge), DECIMALS)

    def apply(self, past: History, item_factors: np.ndarray, *, threads: int = 1) -> FactorScores:
        """Scores from factors that were learned, on this history or another."""
        from scipy.sparse import csr_matrix
        from threadpoolctl import threadpool_limits

        confidence = self._confidence(past)
        user_factors = np.zeros((past.shape[0], self.factors_count))

        def solve(users) -> None:
            for user in users:
                own, c = own_items(confidence, user)
                near = item_factors[own]
                user_factors[user] = np.linalg.solve(_left_side(common, near, c), c @ near)

        users = np.flatnonzero(np.diff(confidence.indptr))
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
            common = item_factors.T @ item_factors + np.eye(self.factors_count)
            list(pool.map(solve, (users[part::PARTS] for part in range(PARTS))))
        return FactorScores(
            csr_matrix(user_factors),
            csr_matrix(item_factors.T),
            (("factor", self.factors_count),),
            confidence,
            item_factors,
            common,
        )

    def fit(self, past: History, *, threads: int = 1) -> FactorScores:
        """Learn from the history and score it."""
        return self.apply(past, self.item_factors(past, threads=threads), threads=threads)

    def _confidence(self, past: History) -> csr_matrix:
        counts = weighted(past.strengths, self.weighting)
        counts.data = 1 + self.confidence * counts.data
        return counts


@dataclass(frozen=True)
class FactorScores(OwnItemScores):
    """Scores whose evidence is what the user's factors were learned from.

    own: the confidence in each item that the user is tied to; item_vectors: the items' factors;
    common: float64 [width x width], item_vectors' item_vectors + the ridge, alike for all users.
    """

    common: np.ndarray

    def towards(self, near, counted, asked) -> np.ndarray:
        """float64 [width x n_asked]: the asked factors, turned by the user's regression."""
        return np.linalg.solve(_left_side(self.common, near, counted), asked.T)


def _left_side(common, near, confidence) -> np.ndarray:
    """sum over all items of c y y' + ridge, with the factors of the own items and their c."""
    return common + (near.T * (confidence - 1)) @ near


def load_implicit():
    """implicit's class. Raises RuntimeError that says what to install where it is missing."""
    try:
        from implicit.cpu.als import AlternatingLeastSquares
    except ImportError:
        raise RuntimeError(
            "Kindred: the recommender matrix_factorization needs the library implicit; install it"
            " with `pip install kindred[factorization]`."
        ) from None
    return AlternatingLeastSquares
