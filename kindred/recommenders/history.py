"""What every recommender learns from: who is tied to what, how strongly, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kindred.products import canonical

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Events:
    """Who touched what, when: three arrays of one length, in any order, pairs may repeat.

    user, item: whole numbers; age_days: float64, days before the cut. Where only the order is
    known, the number of later events of the user serves as age.
    """

    user: np.ndarray
    item: np.ndarray
    age_days: np.ndarray


@dataclass(frozen=True)
class Ratings:
    """Who rated what how: three arrays of one length, in any order, each pair once.

    user, item: whole numbers; rating: float64, on any scale, zero and below included.
    """

    user: np.ndarray
    item: np.ndarray
    rating: np.ndarray


@dataclass(frozen=True)
class History:
    """What is known at a cut.

    strengths: CSR [n_users x n_items], zero or more; a zero means nothing is known. events: when
    things happened, for recommenders that need order or rhythm, by user, the oldest first, then by
    item. ratings: for those that learn from what users said instead of what they did. features: CSR
    [n_items x n_features], zero or more, for recommenders that need the content of items.
    user_groups: int [n_users], the segment of each user, and item_groups: int [n_items], the
    category of each item, -1 for none, for what is popular in them.
    """

    strengths: csr_matrix
    events: Events | None = None
    ratings: Ratings | None = None
    features: csr_matrix | None = None
    user_groups: np.ndarray | None = None
    item_groups: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(n_users, n_items)."""
        return self.strengths.shape


def history(
    strengths, *, events=None, ratings=None, features=None, user_groups=None, item_groups=None
) -> History:
    """A checked History; rows may come in any order.

    Raises ValueError when a value is negative (but a rating) or not finite, shapes disagree, or
    somebody rates an item twice.
    """
    strengths = canonical(strengths, "strengths")
    n_users, n_items = strengths.shape
    if events is not None:
        events = _ordered(events, n_users, n_items)
    if ratings is not None:
        ratings = _sorted(ratings, n_users, n_items)
    if features is not None:
        features = canonical(features, "features")
        if features.shape[0] != n_items:
            raise ValueError(f"features must have a row for each of the {n_items} items.")
    user_groups = _groups(user_groups, n_users, "user_groups")
    item_groups = _groups(item_groups, n_items, "item_groups")
    return History(strengths, events, ratings, features, user_groups, item_groups)


def _groups(groups, length: int, name: str) -> np.ndarray | None:
    if groups is None:
        return None
    groups = np.asarray(groups)
    if groups.shape != (length,) or groups.dtype.kind not in "iu" or groups.min(initial=0) < -1:
        raise ValueError(f"{name} must be {length} whole numbers of -1 or more.")
    return groups.astype(np.int64)


def _ordered(events: Events, n_users: int, n_items: int) -> Events:
    """Events by user, the oldest first, then by item."""
    user, item, age_days = _placed(events, "age_days", n_users, n_items)
    if np.any(age_days < 0):
        raise ValueError("age_days must be finite and zero or more.")
    ordered = Events(user, item, age_days)
    if not _are_in_order(ordered):  # to look costs a twentieth of sorting
        order = np.lexsort((item, -age_days, user))
        ordered = Events(user[order], item[order], age_days[order])
    return ordered


def _are_in_order(events: Events) -> bool:
    by_user, by_item = np.diff(events.user), np.diff(events.item)
    by_age = np.diff(events.age_days)
    of_user = (by_age < 0) | ((by_age == 0) & (by_item >= 0))
    return bool(np.all((by_user > 0) | ((by_user == 0) & of_user)))


def check_order(events: Events) -> None:
    """Raise ValueError when users do not ascend, as they do in what `history` made."""
    if np.any(np.diff(events.user) < 0):
        raise ValueError("The events of a History must be in order; history() puts them there.")


def by_pair(events: Events, shape: tuple[int, int]) -> np.ndarray:
    """int32 [n]: the places of the events by user and item, the oldest of a pair first.

    events: those of a History. Two counting passes, over items and back over users, which keep the
    order of equals: a fifth of the time of sorting. Raises ValueError when users do not ascend.
    """
    from scipy.sparse import csr_matrix

    check_order(events)
    starts = np.searchsorted(events.user, np.arange(shape[0] + 1))
    places = np.arange(len(events.user), dtype=np.int32)
    return csr_matrix((places, events.item, starts), shape=shape).tocsc().tocsr().data


def _sorted(ratings: Ratings, n_users: int, n_items: int) -> Ratings:
    """Ratings by user, then by item."""
    user, item, rating = _placed(ratings, "rating", n_users, n_items)
    order = np.lexsort((item, user))
    user, item, rating = user[order], item[order], rating[order]
    if np.any((np.diff(user) == 0) & (np.diff(item) == 0)):
        raise ValueError("A pair of user and item is rated twice; choose one rating beforehand.")
    return Ratings(user, item, rating)


def _placed(rows: Events | Ratings, name: str, n_users: int, n_items: int):
    """(user, item, the named numbers), int32, int32 and float64, all within the shop."""
    user, item = np.asarray(rows.user), np.asarray(rows.item)
    numbers = np.asarray(getattr(rows, name), dtype=np.float64)
    if not (user.shape == item.shape == numbers.shape) or user.ndim != 1:
        raise ValueError(f"user, item and {name} must be lists of one length.")
    if len(user) and (min(user.min(), item.min()) < 0):
        raise ValueError("user and item must not be negative.")
    if len(user) and (user.max() >= n_users or item.max() >= n_items):
        kind = type(rows).__name__.lower()
        raise ValueError(f"Some {kind} lie outside of {n_users} users x {n_items} items.")
    if not np.all(np.isfinite(numbers)):
        raise ValueError(f"{name} must be finite.")
    return user.astype(np.int32), item.astype(np.int32), numbers
