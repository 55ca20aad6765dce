"""What is like the user's own items by what it is: the answer for items that nobody has touched."""

from __future__ import annotations

from dataclasses import dataclass

from kindred.recommenders.history import History
from kindred.recommenders.scores import Scores
from kindred.recommenders.weighting import rows_to_length_one, rows_to_sum_one, weighted


@dataclass(frozen=True)
class Content:
    """Cosine of the user's profile with each item, over features of the items.

    The features (levels of the category path, brand, price level, words) are weighted by tfidf or
    taken as given ("strength"), each item's brought to length 1; a user's profile is the sum over
    the own items. The length of the profile is the same for all items and is left out.

    Source: Pazzani and Billsus (2007), "Content-based recommendation systems".
    """

    weighting: str = "tfidf"

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Score the history. Raises ValueError when it has no features."""
        if past.features is None:
            raise ValueError("The content recommender needs features of the items.")
        vectors = rows_to_length_one(weighted(past.features, self.weighting))
        profile = rows_to_sum_one(past.strengths) @ vectors
        return Scores(profile.tocsr(), vectors.T.tocsr(), (("feature", vectors.shape[1]),))
