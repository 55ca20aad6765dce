"""Item and user cosine with every knob that makes them strong.

Both compare rows. With w the weighted values, damped by what their column is common to, and
length(r) = sum of w[r, :]**2,

    similarity(r, s) = (w[r] . w[s] / (length(r)**a * length(s)**b + shrinkage)) ** power

which is the cosine for a = b = 0.5, no shrinkage and power 1.

Two weightings compare explicit ratings instead of what users did: adjusted_cosine takes off the
mean of the column, pearson that of the row. What is unknown then counts as average, so that lengths
are over all that was rated, and two rows with little in common are no perfect match. Scores add up
the same differences from the mean; what was rated below it speaks against.

Source: Sarwar et al. (2001) for items and for both centrings, Resnick et al. (1994) for users;
Ekstrand, Riedl and Konstan (2011), "Collaborative filtering recommender systems", section 2, for
lengths over all ratings; Deshpande and Karypis
(2004) for damping by activity and asymmetric popularity exponents; Bell and Koren (2007) for
shrinkage; Aiolli (2013), "Efficient top-N recommendation for very large scale binary rated
datasets", for asymmetric cosine and the power ("locality").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kindred.products import entries_by_column
from kindred.recommenders.history import History
from kindred.recommenders.pairs import item_scores, user_scores
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import OF_RATINGS, centred, weighted
from kindred.similarities import Neighbours, nearest


@dataclass(frozen=True)
class ItemCosine:
    """What resembles the user's own items.

    weighting: binary, strength, tfidf, bm25; of explicit ratings adjusted_cosine, pearson.
    activity_exponent: by how much users with many items say less. target_exponent,
    history_exponent: by how much popular items are held back, as what is proposed and as what it
    is proposed for. shrinkage: how much evidence is asked for. power: above 1, near neighbours
    outweigh many distant ones. neighbours_count: kept of each target item, or of each history item
    where `kept_per` is "history". min_similarity: below it a neighbour does not count.
    """

    weighting: str = "strength"
    activity_exponent: float = 0.35
    target_exponent: float = 0.15
    history_exponent: float = 0.5
    shrinkage: float = 0.0
    power: float = 1.0
    neighbours_count: int = 300
    kept_per: str = "target"
    min_similarity: float = 0.0

    def neighbours(self, past: History, *, threads: int = 1, engine: str = "python") -> Neighbours:
        """Item pairs: source is the target item, neighbour the item of the history."""
        if self.kept_per not in ("target", "history"):
            raise ValueError(f"kept_per must be target or history, not {self.kept_per!r}.")
        exponents = self.target_exponent, self.history_exponent
        per_target = self.kept_per == "target"
        found = _most_similar(
            _known(past, self.weighting, row="item", column="user").T.tocsr(),
            self.activity_exponent,
            exponents if per_target else exponents[::-1],
            self,
            threads,
            engine,
        )
        if per_target:
            return found
        return Neighbours(found.neighbour, found.source, found.similarity, found.rank)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from item pairs that were learned, on this history or another."""
        known = _known(past, self.weighting, row="item", column="user")
        own = weighted(known, "binary" if self.weighting == "binary" else "strength")
        return item_scores(own, neighbours)

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

    weighting: str = "strength"
    popularity_exponent: float = 0.25
    neighbour_exponent: float = 0.5
    shrinkage: float = 0.0
    power: float = 1.5
    neighbours_count: int = 200
    min_similarity: float = 0.0

    def neighbours(
        self, past: History, *, users=None, threads: int = 1, engine: str = "python"
    ) -> Neighbours:
        """User pairs: source is the user who is answered for (default all)."""
        return _most_similar(
            _known(past, self.weighting, row="user", column="item"),
            self.popularity_exponent,
            (0.5, self.neighbour_exponent),
            self,
            threads,
            engine,
            rows=users,
        )

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from user pairs that were learned."""
        known = _known(past, self.weighting, row="user", column="item")
        tied = weighted(known, "binary" if self.weighting == "binary" else "strength")
        return user_scores(neighbours, tied)

    def fit(self, past: History, *, users=None, threads: int = 1) -> Scores:
        """Learn from the history and score it; only `users`, where given, get a score."""
        return self.apply(past, self.neighbours(past, users=users, threads=threads))


def _known(past: History, weighting: str, *, row: str, column: str):
    """CSR [n_users x n_items]: strengths, or ratings less their mean. row, column: what is compared
    and what it is compared by, a "user" or an "item"."""
    if weighting not in OF_RATINGS:
        return past.strengths
    if past.ratings is None:
        raise ValueError(f"The weighting {weighting} needs ratings.")
    return centred(past.ratings, past.shape, row if weighting == "pearson" else column)


def _most_similar(
    matrix, column_exponent, exponents, settings, threads, engine, rows=None
) -> Neighbours:
    """The nearest other rows of each row by the similarity above."""
    of_ratings = settings.weighting in OF_RATINGS
    values = weighted(matrix, "strength" if of_ratings else settings.weighting)
    touches = np.maximum(entries_by_column(matrix), 1.0)
    column_weights = touches ** (-2 * column_exponent)
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(values.indptr))
    squares = values.data**2 * column_weights[values.indices]
    length = np.bincount(row_of, squares, matrix.shape[0])
    length[length == 0] = 1.0
    found = nearest(
        values,
        k=settings.neighbours_count,
        row_norms=length ** exponents[0],
        neighbour_norms=length ** exponents[1],
        shrink=settings.shrinkage,
        column_weights=column_weights if column_exponent else None,
        min_similarity=settings.min_similarity,
        rows=rows,
        threads=threads,
        engine=engine,
    )
    return replace(found, similarity=nine_decimals(found.similarity**settings.power))
