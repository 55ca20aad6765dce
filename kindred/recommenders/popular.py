"""What many choose: the answer for users of whom little is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.recommenders.history import History, by_pair
from kindred.recommenders.pairs import strongest
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import rows_to_sum_one, scaled_rows


@dataclass(frozen=True)
class Popular:
    """The share of users tied to an item: of all, of the user's segment, or of a category.

    within: "shop", "user_group" (among users of the same group) or "item_group" (in each item
    group, by the user's share of strength in it). half_life_days: with events, each tie counts
    0.5 ** (age of the user's latest event with the item / half-life). items_count: kept of all, of
    each segment or of each category; nobody looks further down such a list.
    """

    within: str = "shop"
    half_life_days: float | None = None
    items_count: int = 1000

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Count and score the history; users without a group have no score within groups."""
        from scipy.sparse import csr_matrix

        ties, n_users = self._ties(past), past.shape[0]
        if self.within == "shop":
            everyone = csr_matrix(np.ones((n_users, 1)))
            return self._shares(everyone, ties, "popular")
        if self.within == "user_group":
            groups = _membership(past.user_groups, n_users, "user_groups")
            return self._shares(groups, ties, "segment_popular")
        if self.within == "item_group":
            groups = _membership(past.item_groups, past.shape[1], "item_groups")
            taste = rows_to_sum_one((past.strengths @ groups).tocsr())
            popularity = np.asarray(ties.sum(axis=0)).ravel()
            shares = rows_to_sum_one(scaled_rows(groups, popularity).T)
            return self._kept(taste, shares, "category_popular")
        raise ValueError(f"within must be shop, user_group or item_group, not {self.within!r}.")

    def _ties(self, past: History):
        """CSR [n_users x n_items]: 1, or what is left of it by age."""
        from scipy.sparse import csr_matrix

        if self.half_life_days is None:
            ties = past.strengths.copy()
            ties.data = np.ones(ties.nnz)
            return ties
        if past.events is None:
            raise ValueError("half_life_days needs events.")
        order = by_pair(past.events, past.shape)
        events = (past.events.user, past.events.item, past.events.age_days)
        user, item, age = (values[order] for values in events)
        latest = (np.diff(user, append=-1) != 0) | (np.diff(item, append=-1) != 0)
        left = nine_decimals(0.5 ** (age[latest] / self.half_life_days))
        return csr_matrix((left, (user[latest], item[latest])), shape=past.shape)

    def _shares(self, groups, ties, kind: str) -> Scores:
        """Of the members of each group, the share that is tied to an item."""
        sizes = np.maximum(np.asarray(groups.sum(axis=0)).ravel(), 1.0)
        return self._kept(groups, scaled_rows(groups.T @ ties, 1 / sizes), kind)

    def _kept(self, left, shares, kind: str) -> Scores:
        """The items_count largest shares of each group, ties to the smaller item."""
        from scipy.sparse import csr_matrix

        group = np.repeat(np.arange(shares.shape[0]), np.diff(shares.indptr))
        top = strongest(group, shares.indices, nine_decimals(shares.data), self.items_count)
        right = csr_matrix((top.similarity, (top.source, top.neighbour)), shape=shares.shape)
        return Scores(left, right, ((kind, right.shape[0]),))


def _membership(groups, length: int, name: str):
    """CSR [length x n_groups] of ones; a group of -1 is none."""
    from scipy.sparse import csr_matrix

    if groups is None:
        raise ValueError(f"This recommender needs {name}.")
    inside = np.flatnonzero(groups >= 0)
    shape = (length, int(groups.max(initial=-1)) + 1)
    return csr_matrix((np.ones(len(inside)), (inside, groups[inside])), shape=shape)
