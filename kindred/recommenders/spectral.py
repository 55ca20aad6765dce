"""Spectral: what lies in the direction of a user, by a few numbers of each user and item.

The numbers are those of the encoder of that name, `kindred.vectors.fit_spectral`: a truncated
singular value decomposition of who is tied to what. Where cosine needs two items with a user in
common, this also joins what is only tied by way of others.

Source: as in `fit_spectral`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kindred.recommenders.history import History
from kindred.recommenders.vector_scores import OwnItemScores
from kindred.recommenders.weighting import scaled_rows
from kindred.vectors import ItemVectors, fit_spectral


@dataclass(frozen=True)
class Spectral:
    """width: numbers of each item. seed: of the random start."""

    width: int = 64
    seed: int = 20260101

    def item_vectors(self, past: History) -> ItemVectors:
        """What is learned; a shop's build keeps it in int_vectors."""
        return fit_spectral(past.strengths, width=self.width, seed=self.seed)

    def fit(self, past: History, *, threads: int = 1) -> OwnItemScores:
        """Learn from the history and score it."""
        return summed_scores(past, self.item_vectors(past))


def summed_scores(past: History, vectors: ItemVectors) -> OwnItemScores:
    """Scores by vectors of which a user's is the sum over their own items, as in `fold_in`."""
    from scipy.sparse import csr_matrix

    own = scaled_rows(past.strengths.T, vectors.weight).T.tocsr()
    values = vectors.values.astype(float)
    width = (("vector", values.shape[1]),)
    return OwnItemScores(csr_matrix(own @ values), csr_matrix(values.T), width, own, values)
