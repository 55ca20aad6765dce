"""Item and user cosine with every knob that makes them strong.

Both compare rows. With w the weighted values, damped by what their column is common to, and
length(r) = sum of w[r, :]**2,

    similarity(r, s) = (w[r] . w[s] / (length(r)**a * length(s)**b + shrinkage)) ** power

which is the cosine for a = b = 0.5, no shrinkage and power 1.

Source: Sarwar et al. (2001) for items, Resnick et al. (1994) for users; Deshpande and Karypis
(2004) for damping by activity and asymmetric popularity exponents; Bell and Koren (2007) for
shrinkage; Aiolli (2013), "Efficient top-N recommendation for very large scale binary rated
datasets", for asymmetric cosine and the power ("locality").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import RowChunk, check_whole, chosen_rows, largest_of_product
from kindred.recommenders.history import History
from kindred.recommenders.pairs import history_by_target
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import damped_columns, scaled_rows, weighted
from kindred.similarities import Neighbours, interaction_matrix

ROWS_PER_CHUNK = 512  # affects memory, not results


@dataclass(frozen=True)
class ItemCosine:
    """What resembles the user's own items.

    weighting: binary, strength, tfidf or bm25. activity_exponent: by how much users with many
    items say less. target_exponent, history_exponent: by how much popular items are held back,
    as what is proposed and as what it is proposed for. shrinkage: how much evidence is asked
    for. power: above 1, near neighbours outweigh many distant ones. neighbours_count: kept of
    each target item, or of each history item where `kept_per` is "history". min_similarity: below
    it a neighbour does not count.
    """

    weighting: str = "binary"
    activity_exponent: float = 0.35
    target_exponent: float = 0.3
    history_exponent: float = 0.5
    shrinkage: float = 0.0
    power: float = 1.0
    neighbours_count: int = 300
    kept_per: str = "target"
    min_similarity: float = 0.0

    def neighbours(self, past: History, *, threads: int = 1) -> Neighbours:
        """Item pairs: source is the target item, neighbour the item of the history."""
        if self.kept_per not in ("target", "history"):
            raise ValueError(f"kept_per must be target or history, not {self.kept_per!r}.")
        exponents = self.target_exponent, self.history_exponent
        per_target = self.kept_per == "target"
        found = _most_similar(
            damped_columns(
                weighted(past.strengths.T.tocsr(), self.weighting), self.activity_exponent
            ),
            exponents if per_target else exponents[::-1],
            self,
            threads,
        )
        if per_target:
            return found
        return Neighbours(found.neighbour, found.source, found.similarity, found.rank)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from item pairs that were learned, on this history or another."""
        n_items = past.shape[1]
        own = weighted(past.strengths, "binary" if self.weighting == "binary" else "strength")
        return Scores(own, history_by_target(neighbours, n_items), (("item", n_items),))

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))


@dataclass(frozen=True)
class UserCosine:
    """What similar users are tied to.

    popularity_exponent: by how much popular items say less about who is alike.
    neighbour_exponent: by how much active users are held back as neighbours (0.5 is the cosine).
    The rest as in ItemCosine.
    """

    weighting: str = "binary"
    popularity_exponent: float = 0.25
    neighbour_exponent: float = 0.5
    shrinkage: float = 0.0
    power: float = 1.5
    neighbours_count: int = 200
    min_similarity: float = 0.0

    def neighbours(self, past: History, *, users=None, threads: int = 1) -> Neighbours:
        """User pairs: source is the user who is answered for (default all)."""
        return _most_similar(
            damped_columns(weighted(past.strengths, self.weighting), self.popularity_exponent),
            (0.5, self.neighbour_exponent),
            self,
            threads,
            rows=users,
        )

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from user pairs that were learned."""
        n_users = past.shape[0]
        left = interaction_matrix(
            neighbours.source, neighbours.neighbour, neighbours.similarity, (n_users, n_users)
        )
        tied = weighted(past.strengths, "binary" if self.weighting == "binary" else "strength")
        return Scores(left, tied, (("user", n_users),))

    def fit(self, past: History, *, users=None, threads: int = 1) -> Scores:
        """Learn from the history and score it; only `users`, where given, get a score."""
        return self.apply(past, self.neighbours(past, users=users, threads=threads))


def _most_similar(matrix, exponents, settings, threads: int, rows=None) -> Neighbours:
    """The nearest other rows of each row by the similarity above; ties go to the smaller row."""
    k = settings.neighbours_count
    check_whole(k, "neighbours_count")
    check_whole(threads, "threads")
    rows = chosen_rows(rows, matrix.shape[0], "users")
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.bincount(row_of, matrix.data**2, matrix.shape[0])
    length[length == 0] = 1.0
    source_scale, neighbour_scale = (length**exponent for exponent in exponents)
    parts = [_NONE]
    for chunk in _similar_rows(
        matrix, source_scale, neighbour_scale, settings.shrinkage, rows=rows, k=k, threads=threads
    ):
        similarity = nine_decimals(np.maximum(chunk.values, 0.0) ** settings.power)
        similarity[chunk.columns == chunk.rows[:, None]] = 0.0
        similarity[similarity < settings.min_similarity] = 0.0
        parts.append(_nearest(chunk.rows, chunk.columns, similarity, k))
    return Neighbours(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


_NONE = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0, np.int32)


def _nearest(rows, columns, similarity, k: int) -> tuple[np.ndarray, ...]:
    """(source, neighbour, similarity, rank) of the k largest of each row of the rectangle."""
    by_column = np.argsort(columns, axis=1, kind="stable")
    columns = np.take_along_axis(columns, by_column, axis=1)
    similarity = np.take_along_axis(similarity, by_column, axis=1)
    best = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
    similarity = np.take_along_axis(similarity, best, axis=1)
    row, place = np.nonzero(similarity)
    neighbour = np.take_along_axis(columns, best, axis=1)[row, place]
    source, rank = rows[row].astype(np.int32), (place + 1).astype(np.int32)
    return source, neighbour.astype(np.int32), similarity[row, place], rank


def _similar_rows(matrix, source_scale, neighbour_scale, shrinkage, *, rows, k, threads):
    """Chunks with at least the k + 1 most similar rows (a row is its own nearest), unordered."""
    transposed = matrix.T.tocsr()
    if shrinkage == 0:
        left = scaled_rows(matrix, 1 / source_scale)
        right = scaled_rows(matrix, 1 / neighbour_scale).T.tocsr()
        yield from largest_of_product(
            left, right, rows=rows, count=k + 1, above=0.0, threads=threads
        )
        return
    for start in range(0, len(rows), ROWS_PER_CHUNK):
        part = rows[start : start + ROWS_PER_CHUNK]
        product = (matrix[part] @ transposed).tocsr()
        scale = np.repeat(source_scale[part], np.diff(product.indptr))
        product.data /= scale * neighbour_scale[product.indices] + shrinkage
        width = max(1, np.diff(product.indptr).max(initial=0))
        filled = np.arange(width) < np.diff(product.indptr)[:, None]
        columns, values = np.zeros(filled.shape, np.int64), np.zeros(filled.shape)
        columns[filled], values[filled] = product.indices, product.data
        yield RowChunk(part, columns, values)
