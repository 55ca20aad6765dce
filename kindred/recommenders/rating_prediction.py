"""What a user would rate an item: the user's mean, and what the user makes of item features.

    r(u, i) = mean(u) + theta(u) . f(i)

theta(u) is a ridge regression of the user's ratings, less their mean, on the features of the rated
items. It is drawn not to zero but to the prior, the one theta that fits all users together; so a
user with few ratings is judged as users are, and one with many by their own. mean(u) is likewise
drawn to the mean of all ratings.

Source: Hoerl and Kennard (1970) for ridge regression; the prior as in hierarchical models, Gelman
and Hill (2007), chapter 12.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.recommenders.history import History
from kindred.recommenders.scores import Scores

ENTRIES_PER_CHUNK = 4_000_000  # affects memory, not results
TINY = np.finfo(float).tiny  # so that nothing over nothing is zero


@dataclass(frozen=True)
class FittedRatings:
    """user_mean: float64 [n_users]; theta: float64 [n_users x d]; rows without ratings hold the
    mean of all and the prior."""

    user_mean: np.ndarray
    theta: np.ndarray

    def predict(self, users, features) -> np.ndarray:
        """Ratings, float64 [n], of the users for items with these features [n x d]."""
        users = np.asarray(users)
        return self.user_mean[users] + np.einsum("ij,ij->i", self.theta[users], features)


@dataclass(frozen=True)
class RatingPrediction:
    """What the user is expected to rate higher than their own mean.

    Features of an item are what others make of it (its ratings less the mean of all, drawn to zero)
    and, for the groups_count groups of items with the most ratings, whether it is one of the group.
    prior_ratings: the mean of all counts as so many ratings of each user and item. ridge: how
    strongly a user's theta is held to the prior, in ratings of features of size one.
    """

    prior_ratings: float = 5.0
    ridge: float = 10.0
    groups_count: int = 20

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Scores theta(u) . f(i), the expected rating less the user's mean; users without any
        rating have none.

        Evidence 0 is what others make of the item, evidence g + 1 its group g. Raises ValueError
        when the history has no list of ratings (an empty one will do) or no item_groups.
        """
        from scipy.sparse import csr_matrix

        features, numbers = self._features(past)
        theta = np.zeros((past.shape[0], len(numbers)))
        if len(past.ratings.user):
            raters = np.unique(past.ratings.user)
            theta[raters] = self._learned(past, features).theta[raters]
        shape = len(numbers), 2 + int(past.item_groups.max(initial=-1))
        numbered = csr_matrix((np.ones(len(numbers)), (np.arange(len(numbers)), numbers)), shape)
        left, right = ((csr_matrix(side) @ numbered).tocsr() for side in (theta, features))
        return Scores(left, right.T.tocsr(), (("feature", shape[1]),))

    def predict(self, past: History, users, items) -> np.ndarray:
        """What the users [n] would rate the items [n], float64. Raises ValueError as `fit`, and
        where nobody has rated anything."""
        features, _ = self._features(past)
        return self._learned(past, features).predict(users, features[items])

    def _learned(self, past: History, features: np.ndarray) -> FittedRatings:
        of_ratings = features[past.ratings.item]
        return self.regress(past.ratings.user, of_ratings, past.ratings.rating, past.shape[0])

    def _features(self, past: History) -> tuple[np.ndarray, np.ndarray]:
        """float64 [n_items x d], and the number that each of the d has as evidence, ascending."""
        if past.ratings is None or past.item_groups is None:
            raise ValueError("Rating prediction needs ratings and item_groups.")
        item, rating, n_items = past.ratings.item, past.ratings.rating, past.shape[1]
        counts = np.bincount(item, minlength=n_items)
        above = np.bincount(item, rating, n_items) - counts * np.mean(rating) if len(item) else 0.0
        above = above / np.maximum(counts + self.prior_ratings, TINY)
        in_group = np.bincount(1 + past.item_groups[item])[1:]
        groups = np.sort(np.argsort(-in_group, kind="stable")[: self.groups_count])
        features = np.column_stack([above, past.item_groups[:, None] == groups])
        return features, np.concatenate([[0], groups + 1])

    def regress(self, users, features, ratings, n_users: int) -> FittedRatings:
        """users: int [n]; features: float64 [n x d], of the rated items; ratings: float64 [n].

        Raises ValueError when lengths disagree or there is no rating.
        """
        users, features = np.asarray(users), np.asarray(features, dtype=np.float64)
        ratings = np.asarray(ratings, dtype=np.float64)
        if not len(users) == len(features) == len(ratings) or len(ratings) == 0:
            raise ValueError("users, features and ratings must be of one length, at least 1.")
        order = np.lexsort((ratings, *features.T, users))
        users, features, ratings = users[order], features[order], ratings[order]
        counts = np.bincount(users, minlength=n_users)
        sums = np.bincount(users, ratings, n_users)
        prior_mean = ratings.mean()
        mean = sums + self.prior_ratings * prior_mean
        mean /= np.maximum(counts + self.prior_ratings, TINY)
        left = ratings - mean[users]
        penalty = self.ridge * np.eye(features.shape[1])
        prior = np.linalg.solve(features.T @ features + penalty, features.T @ left)
        theta = np.tile(prior, (n_users, 1))
        surprise = left - features @ prior
        for part in _user_chunks(counts, features.shape[1]):
            rows = slice(*np.searchsorted(users, [part[0], part[-1] + 1]))
            moments = _sums_by_user(users[rows], features[rows], surprise[rows])
            rated, grams, ties = moments
            theta[rated] += np.linalg.solve(grams + penalty, ties[:, :, None])[:, :, 0]
        return FittedRatings(mean, theta)


def means_baseline(users, items, ratings, n_users: int, n_items: int, *, prior_ratings=5.0):
    """A function of (users, items): mean of all + what the item and then the user differ by.

    Both differences are drawn to zero as if `prior_ratings` ratings had shown none.
    Source: Koren (2009), "Collaborative filtering with temporal dynamics", section 3.1.
    """
    mean = np.mean(ratings)
    by_item = np.bincount(items, ratings - mean, n_items)
    by_item /= np.bincount(items, minlength=n_items) + prior_ratings
    by_user = np.bincount(users, ratings - mean - by_item[items], n_users)
    by_user /= np.bincount(users, minlength=n_users) + prior_ratings
    return lambda users, items: mean + by_user[users] + by_item[items]


def rating_errors(predicted, actual) -> dict[str, float]:
    """Root mean square and mean absolute error."""
    difference = np.asarray(predicted) - np.asarray(actual)
    return {
        "rmse": float(np.sqrt(np.mean(difference**2))),
        "mae": float(np.mean(np.abs(difference))),
    }


def _user_chunks(counts: np.ndarray, d: int):
    """Ranges of users with at most about ENTRIES_PER_CHUNK products of features."""
    rated = np.flatnonzero(counts)
    work = np.cumsum(counts[rated]) * d * d // ENTRIES_PER_CHUNK
    return np.split(rated, np.flatnonzero(np.diff(work)) + 1) if len(rated) else []


def _sums_by_user(users, features, surprise):
    """(users, sum of f f^T [m x d x d], sum of f * surprise [m x d]) of rows sorted by user."""
    starts = np.flatnonzero(np.diff(users, prepend=-1))
    grams = np.add.reduceat(features[:, :, None] * features[:, None, :], starts)
    return users[starts], grams, np.add.reduceat(features * surprise[:, None], starts)
