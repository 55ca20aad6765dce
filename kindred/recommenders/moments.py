"""A user's events as moments in order: baskets, visits, or single clicks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kindred.recommenders.history import History

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Moments:
    """items: CSR [n_moments x n_items], 1 where the moment has the item; user: int32 [n_moments],
    ascending, each user's moments from the oldest; steps_left: int64 [n_moments], how many later
    moments the user has (0 is the last)."""

    items: csr_matrix
    user: np.ndarray
    steps_left: np.ndarray


def moments(past: History, name: str) -> Moments:
    """What a user did at one time is one moment.

    Raises ValueError, naming the recommender that asked, when the history has no events.
    """
    from scipy.sparse import csr_matrix

    if past.events is None:
        raise ValueError(f"{name} needs events: a history without order says nothing to it.")
    user, item, age = past.events.user, past.events.item, past.events.age_days
    new_user = np.diff(user, prepend=-1) != 0
    starts = new_user | (np.diff(age, prepend=np.inf) != 0)
    moment = np.cumsum(starts) - 1
    n_moments = int(moment[-1]) + 1 if len(moment) else 0
    items = csr_matrix((np.ones(len(item)), (moment, item)), shape=(n_moments, past.shape[1]))
    items.sum_duplicates()
    items.data[:] = 1.0
    owner = user[starts]
    last_of = np.searchsorted(owner, owner, side="right") - 1
    return Moments(items, owner, last_of - np.arange(n_moments))


def recent_items(past: History, name: str, *, decay: float, last: int | None = None) -> csr_matrix:
    """CSR [n_users x n_items]: decay ** (moments since) for the user's latest touch of an item.

    Only the `last` moments of a user count (default all).
    """
    from scipy.sparse import csr_matrix

    seen = moments(past, name)
    moment = np.repeat(np.arange(len(seen.user)), np.diff(seen.items.indptr))
    user, item = seen.user[moment], seen.items.indices
    step = seen.steps_left[moment]
    order = np.lexsort((step, item, user))
    user, item, step = user[order], item[order], step[order]
    latest = (np.diff(user, prepend=-1) != 0) | (np.diff(item, prepend=-1) != 0)
    kept = latest if last is None else latest & (step < last)
    values = decay ** step[kept].astype(np.float64)
    return csr_matrix((values, (user[kept], item[kept])), shape=past.shape)
