"""Sequences of events as arrays, and what a network is shown of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Pauses between two events of a user: within a minute, ten, an hour, a day, a week, a month, a
# quarter, longer; the first event of a user has no pause.
GAP_SECONDS = (60, 600, 3600, 86_400, 604_800, 2_592_000, 7_776_000)
GAPS_COUNT = len(GAP_SECONDS) + 2


@dataclass(frozen=True)
class Sequences:
    """Events by user, the oldest first; arrays of one length but for users and starts.

    users: the users, ascending; starts: int64 [n_users + 1], where each one's events begin; item:
    int32; at: float64, seconds (or any number that grows in order); kind, price_level: int32 from
    0, what sort of event and how dear the item; gap: int32, `gap_bucket` of the pause before.
    """

    users: np.ndarray
    starts: np.ndarray
    item: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    price_level: np.ndarray
    gap: np.ndarray

    def __len__(self) -> int:
        return len(self.users)


def sequences(user, item, at, *, kind=None, price_level=None) -> Sequences:
    """Events in any order, as Sequences.

    Items of one moment, such as a basket's, are put in an order that is the same in every run and
    says nothing: were it the order of their numbers, a network would learn that.

    Raises ValueError when lengths differ, a moment is not finite, or a number is negative.
    """
    user, item, at = np.asarray(user), np.asarray(item), np.asarray(at, dtype=np.float64)
    kind = np.zeros(len(user), np.int32) if kind is None else np.asarray(kind)
    price_level = np.zeros(len(user), np.int32) if price_level is None else np.asarray(price_level)
    numbers = (user, item, kind, price_level)
    if any(values.shape != at.shape for values in numbers) or at.ndim != 1:
        raise ValueError("user, item, at, kind and price_level must be lists of one length.")
    if not np.all(np.isfinite(at)) or any(values.min(initial=0) < 0 for values in numbers):
        raise ValueError("Moments must be finite, and all other numbers zero or more.")
    order = np.lexsort((price_level, kind, item, _shuffling(item, at), at, user))
    user, at = user[order], at[order]
    users, first = np.unique(user, return_index=True)
    return Sequences(
        users,
        np.append(first, len(user)).astype(np.int64),
        item[order].astype(np.int32),
        at,
        kind[order].astype(np.int32),
        price_level[order].astype(np.int32),
        gap_bucket(at, first),
    )


def _shuffling(item: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A number without meaning that hangs on the item and the moment alone (mixing as in
    splitmix64: Steele, Lea and Flood, 2014)."""
    mixed = at.view(np.uint64) + item.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def gap_bucket(at: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Of each event the bucket of the pause before it, int32; 0 for the first of a user."""
    pause = np.diff(at, prepend=at[:1])
    bucket = 1 + np.searchsorted(GAP_SECONDS, pause, side="left")
    bucket[first] = 0
    return bucket.astype(np.int32)


def next_items(past: Sequences) -> np.ndarray:
    """int32, of each event: the item of the same user's next event, -1 where that is of the same
    item, or there is none."""
    next_item = np.append(past.item[1:], np.int32(-1))
    next_item[past.starts[1:] - 1] = -1
    return np.where(next_item == past.item, np.int32(-1), next_item)


def windows(past: Sequences, length: int) -> tuple[np.ndarray, np.ndarray]:
    """(first, last) int64: stretches of at most `length` events of one user, last excluded.

    They begin every `length` events back from the user's latest, so that no event is left out and
    none stands in two.
    """
    counts = np.diff(past.starts)
    pieces = -(-counts // length)
    user = np.repeat(np.arange(len(counts)), pieces)
    back = np.arange(len(user)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    last = past.starts[user + 1] - back * length
    return np.maximum(last - length, past.starts[user]), last


def padded_batch(values: np.ndarray, first, last, length: int, fill: int) -> np.ndarray:
    """int64 [n x length]: each stretch at the left, `fill` after it."""
    place = first[:, None] + np.arange(length)
    inside = place < last[:, None]
    return np.where(inside, values[np.minimum(place, len(values) - 1)].astype(np.int64), fill)
