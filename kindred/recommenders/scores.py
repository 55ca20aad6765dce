"""The one form of every fitted recommender: a score is a sum over pieces of evidence.

score(u, i) = sum over k of left[u, k] * right[k, i]. What a k is differs: an item of the user, a
similar user, a word, a segment. So each recommender proposes and explains by the same two
functions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from kindred.products import ENTRIES_PER_CHUNK, SCALE, entries_at, sums_at
from kindred.recommendations import Candidates, top_candidates

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Contributions:
    """What each piece of evidence adds to the score of a pair; arrays of one length.

    pair: int64, which of the pairs that were asked about; kind: text; evidence: int64, the number
    of the item, user, feature or group; contribution: float64, raw. Sorted by (pair, recommender,
    evidence); those of a pair add up to its raw score.
    """

    pair: np.ndarray
    kind: np.ndarray
    evidence: np.ndarray
    contribution: np.ndarray


@dataclass(frozen=True)
class Scores:
    """Additive scores of all users and items.

    left: CSR [n_users x m], right: CSR [m x n_items], any sign; evidence: what the m inner places
    are, as (kind, how many) in their order.
    """

    left: csr_matrix
    right: csr_matrix
    evidence: tuple[tuple[str, int], ...]
    speaks_by_place: ClassVar[bool] = True  # what contributes is left * right, place by place

    def recommend(
        self, users=None, *, n: int, exclude=None, threads: int = 1, engine: str = "python"
    ) -> Candidates:
        """The n best items of each user with a score above zero, without the excluded ones.

        users: who is answered (default all). exclude: sparse [n_users x n_items]; where it is not
        zero, the item is never returned. Scores are over the user's best and rounded to nine
        decimals; ties go to the smaller item. threads and engine (`products.ENGINES`)
        affect speed, not results.

        Raises ValueError when n or threads is below 1, exclude has another shape, or a user is
        out of range or listed twice.
        """
        options = {"exclude": exclude, "users": users, "threads": threads, "engine": engine}
        return top_candidates(self.left, self.right, n=n, **options)

    def of_pairs(self, users, items, *, threads: int = 1, engine: str = "python") -> np.ndarray:
        """The raw score of each pair (users[p], items[p]), float64; two whole-number arrays.

        threads and engine as of `recommend`.
        """
        pairs = np.asarray(users, dtype=np.int64), np.asarray(items, dtype=np.int64)
        return sums_at(self.left, self.right, *pairs, threads=threads, engine=engine)

    def contributions(self, users, items) -> Contributions:
        """What speaks for each pair (users[p], items[p]); two whole-number arrays of one length."""
        users, items = np.asarray(users, dtype=np.int64), np.asarray(items, dtype=np.int64)
        own = self.left[users]
        own.sort_indices()
        pair = np.repeat(np.arange(len(users)), np.diff(own.indptr))
        # looked up: a popular item's side would have a piece for each user of the shop
        value = own.data * entries_at(self.right, own.indices, items[pair])
        speaks = value != 0
        pair, piece, value = pair[speaks], own.indices[speaks], value[speaks]
        return Contributions(pair, *self.numbered(piece), value)

    def numbered(self, pieces) -> tuple[np.ndarray, np.ndarray]:
        """What the inner places are: their kinds, and their numbers among those of the kind."""
        starts = np.cumsum([0, *(width for _, width in self.evidence)])
        block = np.searchsorted(starts, pieces, side="right") - 1
        kinds = np.array([kind for kind, _ in self.evidence] or [""])
        return kinds[block], pieces - starts[block]

    def evidence_counts(self) -> np.ndarray:
        """int [n_users]: how many pieces of evidence may speak for an item of each user."""
        return np.diff(self.left.indptr)

    def chunks(self, users) -> Iterator[slice]:
        """Pairs of these users in parts, in order, each with evidence that fits into memory."""
        pieces = np.cumsum(self.evidence_counts()[np.asarray(users, dtype=np.int64)])
        ends = np.flatnonzero(np.diff(pieces // ENTRIES_PER_CHUNK)) + 1
        for start, end in itertools.pairwise([0, *ends, len(pieces)]):
            yield slice(start, end)


def nine_decimals(values: np.ndarray) -> np.ndarray:
    """Rounded as every score and similarity is before it is ranked or stored."""
    return np.rint(values * SCALE) / SCALE
