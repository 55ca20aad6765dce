"""What many choose: the answer for users of whom little is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.recommenders.history import History
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.recommenders.weighting import rows_to_sum_one, scaled_rows


@dataclass(frozen=True)
class Popular:
    """The share of users tied to an item: of all, of the user's segment, or of a category.

    within: "shop", "user_group" (among users of the same group) or "item_group" (in each item
    group, by the user's share of strength in it). half_life_days: with events, each tie counts
    0.5 ** (age of the user's latest event with the item / half-life).
    """

    within: str = "shop"
    half_life_days: float | None = None

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Count and score the history; users without a group have no score within groups."""
        from scipy.sparse import csr_matrix

        ties, n_users = self._ties(past), past.shape[0]
        if self.within == "shop":
            everyone = csr_matrix(np.ones((n_users, 1)))
            return _shares(everyone, everyone, ties, "popular")
        if self.within == "user_group":
            groups = _membership(past.user_groups, n_users, "user_groups")
            return _shares(groups, groups, ties, "segment_popular")
        if self.within == "item_group":
            groups = _membership(past.item_groups, past.shape[1], "item_groups")
            taste = rows_to_sum_one((past.strengths @ groups).tocsr())
            popularity = np.asarray(ties.sum(axis=0)).ravel()
            right = rows_to_sum_one(scaled_rows(groups, popularity).T)
            return Scores(taste, right, (("category_popular", groups.shape[1]),))
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
        user, item, age = past.events.user, past.events.item, past.events.age_days
        order = np.lexsort((age, item, user))
        user, item, age = user[order], item[order], age[order]
        latest = (np.diff(user, prepend=-1) != 0) | (np.diff(item, prepend=-1) != 0)
        left = nine_decimals(0.5 ** (age[latest] / self.half_life_days))
        return csr_matrix((left, (user[latest], item[latest])), shape=past.shape)


def _shares(left, members, ties, kind: str) -> Scores:
    """Of the members of a group, the share that is tied to an item."""
    sizes = np.maximum(np.asarray(members.sum(axis=0)).ravel(), 1.0)
    right = scaled_rows(members.T @ ties, 1 / sizes)
    right.data = nine_decimals(right.data)
    return Scores(left, right, ((kind, right.shape[0]),))


def _membership(groups, length: int, name: str):
    """CSR [length x n_groups] of ones; a group of -1 is none."""
    from scipy.sparse import csr_matrix

    if groups is None:
        raise ValueError(f"This recommender needs {name}.")
    inside = np.flatnonzero(groups >= 0)
    shape = (length, int(groups.max(initial=-1)) + 1)
    return csr_matrix((np.ones(len(inside)), (inside, groups[inside])), shape=shape)
