"""A user's events as moments in order: baskets, visits, or single clicks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kindred.recommenders.history import History, check_order

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Moments:
    """items: CSR [n_moments x n_items], 1 where the moment has the item; user: int32 [n_moments],
    ascending, each user's moments from the oldest; steps_before, steps_left: int64 [n_moments], how
    many earlier and later moments the user has."""

    items: csr_matrix
    user: np.ndarray
    steps_before: np.ndarray
    steps_left: np.ndarray


def moments(past: History, name: str) -> Moments:
    """What a user did at one time is one moment.

    Raises ValueError, naming the recommender that asked, when the history has no events.
    """
    from scipy.sparse import csr_matrix

    if past.events is None:
        raise ValueError(f"{name} needs events: a history without order says nothing to it.")
    check_order(past.events)
    user, item, age = past.events.user, past.events.item, past.events.age_days
    new_user = np.diff(user, prepend=-1) != 0
    starts = new_user | (np.diff(age, prepend=np.inf) != 0)
    kept = starts | (np.diff(item, prepend=-1) != 0)  # each item of a moment once
    bounds = np.append(np.flatnonzero(starts[kept]), np.count_nonzero(kept))
    shape = len(bounds) - 1, past.shape[1]
    items = csr_matrix((np.ones(bounds[-1]), item[kept], bounds), shape=shape)
    owner = user[starts]
    first_of = np.flatnonzero(np.diff(owner, prepend=-1))
    counts = np.diff(first_of, append=len(owner))
    before = np.arange(len(owner)) - np.repeat(first_of, counts)
    return Moments(items, owner, before, np.repeat(counts, counts) - 1 - before)


def recent_items(past: History, name: str, *, decay: float, last: int) -> csr_matrix:
    """CSR [n_users x n_items]: decay ** (moments since) for the user's latest touch of an item.

    Only the `last` moments of a user count.
    """
    from scipy.sparse import csr_matrix

    seen = moments(past, name)
    moment = np.repeat(np.arange(len(seen.user)), np.diff(seen.items.indptr))
    counted = seen.steps_left[moment] < last
    moment, item = moment[counted], seen.items.indices[counted]
    user, step = seen.user[moment], seen.steps_left[moment]
    order = np.lexsort((step, item, user))
    user, item, step = user[order], item[order], step[order]
    latest = (np.diff(user, prepend=-1) != 0) | (np.diff(item, prepend=-1) != 0)
    values = decay ** step[latest].astype(np.float64)
    return csr_matrix((values, (user[latest], item[latest])), shape=past.shape)
