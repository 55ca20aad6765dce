"""Scores as dot products of a user's and an item's vector, from whatever encoder.

Every place of a vector counts for every item, so the best of a user are found by blocks of a dense
matrix product, not by the sparse one that lists of evidence allow.

Reasons: where a user's vector is a sum over their own items, the score is one too, and each own
item is told what it adds. Where it is not (a network that read a sequence, words that were searched
for), the whole score is one piece.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from kindred.products import chosen_rows
from kindred.recommendations import Candidates
from kindred.recommenders.scores import Contributions, Scores
from kindred.vectors import best_items

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NUMBERS_PER_CHUNK = 8_000_000  # affects memory, not results


@dataclass(frozen=True)
class VectorScores(Scores):
    """left: CSR [n_users x width], right: CSR [width x n_items], both all but full."""

    speaks_by_place: ClassVar[bool] = False

    def recommend(
        self, users=None, *, n: int, exclude=None, threads: int = 1, engine: str = "python"
    ) -> Candidates:
        """As `Scores.recommend`; there is one engine."""
        chosen = chosen_rows(users, self.left.shape[0], "users")
        if exclude is not None and exclude.shape != (self.left.shape[0], self.right.shape[1]):
            raise ValueError(
                f"exclude must be {self.left.shape[0]} users x {self.right.shape[1]} items."
            )
        exclude = None if exclude is None else exclude.tocsr()[chosen]
        vectors = self.left[chosen].toarray(), self.right.T.toarray()
        found = best_items(*vectors, n=n, exclude=exclude, threads=threads)
        return replace(found, user=chosen[found.user].astype(np.int32))

    def of_pairs(self, users, items, *, threads: int = 1, engine: str = "python") -> np.ndarray:
        """As `Scores.of_pairs`, on one thread; there is one engine."""
        users, items = np.asarray(users, dtype=np.int64), np.asarray(items, dtype=np.int64)
        of_users, of_items = self.left.toarray(), self.right.T.toarray()
        score, step = np.zeros(len(users)), max(1, NUMBERS_PER_CHUNK // max(of_users.shape[1], 1))
        for start in range(0, len(users), step):
            some = slice(start, start + step)
            score[some] = np.einsum("pd,pd->p", of_users[users[some]], of_items[items[some]])
        return score

    def evidence_counts(self) -> np.ndarray:
        """int [n_users]: one, the user's vector as a whole."""
        return np.ones(self.left.shape[0], dtype=np.int64)

    def contributions(self, users, items) -> Contributions:
        """The whole score of each pair (users[p], items[p]), as one piece with the number 0."""
        value = self.of_pairs(users, items)
        pair = np.flatnonzero(value)
        return Contributions(pair, np.full(len(pair), "vector"), np.zeros_like(pair), value[pair])


@dataclass(frozen=True)
class OwnItemScores(VectorScores):
    """Scores whose evidence is the user's own items.

    own: CSR [n_users x n_items], what each item of the user counts; item_vectors: float64 [n_items
    x width]. A user's vector is own @ item_vectors.
    """

    own: csr_matrix
    item_vectors: np.ndarray

    def evidence_counts(self) -> np.ndarray:
        """int [n_users]: the own items of each user."""
        return np.diff(self.own.indptr)

    def contributions(self, users, items) -> Contributions:
        """What each own item adds to the score of each pair (users[p], items[p])."""
        from threadpoolctl import threadpool_limits

        users, items = np.asarray(users, dtype=np.int64), np.asarray(items, dtype=np.int64)
        counts = self.evidence_counts()[users]
        starts = np.cumsum(counts) - counts
        evidence, value = np.empty(counts.sum(), np.int64), np.empty(counts.sum())
        by_user = np.argsort(users, kind="stable")
        with threadpool_limits(1, "blas"):
            for pairs in np.split(by_user, np.flatnonzero(np.diff(users[by_user])) + 1):
                if len(pairs) == 0 or counts[pairs[0]] == 0:
                    continue
                own, counted = own_items(self.own, users[pairs[0]])
                near = self.item_vectors[own]
                towards = self.towards(near, counted, self.item_vectors[items[pairs]])
                places = starts[pairs][:, None] + np.arange(len(own))
                evidence[places] = own
                value[places] = (near @ towards).T * counted
        speaks = value != 0
        pair = np.repeat(np.arange(len(users)), counts)[speaks]
        return Contributions(pair, np.full(len(pair), "item"), evidence[speaks], value[speaks])

    def towards(self, near, counted, asked) -> np.ndarray:
        """float64 [width x n_asked]: what an own item's vector is multiplied by.

        near: float64 [n_own x width] and counted: [n_own], the own items of one user; asked:
        float64 [n_asked x width].
        """
        return asked.T


def own_items(own: csr_matrix, user: int) -> tuple[np.ndarray, np.ndarray]:
    """What the user is tied to, and what each of it counts."""
    places = slice(own.indptr[user], own.indptr[user + 1])
    return own.indices[places], own.data[places]
