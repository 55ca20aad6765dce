"""The user's own items, by how often, how long ago, and whether they are due."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.recommenders.history import History, by_pair
from kindred.recommenders.scores import Scores, nine_decimals


@dataclass(frozen=True)
class BuyAgain:
    """score(u, i) = times ** frequency_exponent * 0.5 ** (age / half_life_days) * due.

    times: on how many days user and item met; age: days since the last of them. due: age over the
    item's rhythm, at most 1, to the power due_exponent. The rhythm is the median gap between two
    days of the same user and item, over all users, drawn towards the shop's own median as if
    that had been seen `prior_gaps` times.

    Source: frequency and recency as in Anderson et al. (2014), "The dynamics of repeat
    consumption"; the rhythm as in Bhagat et al. (2018), "Buy it again".
    """

    frequency_exponent: float = 1.0
    half_life_days: float = 90.0
    due_exponent: float = 0.0
    prior_gaps: float = 5.0

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Score the user's own items. Raises ValueError when the history has no events."""
        from scipy.sparse import csr_matrix, eye_array

        if past.events is None:
            raise ValueError("The buy-again recommender needs events.")
        met = _meetings(past.events, past.shape)
        rhythm = _rhythms(met, past.shape[1], self.prior_gaps)
        due = np.minimum(met.age_days / rhythm[met.item], 1.0) ** self.due_exponent
        recency = 0.5 ** (met.age_days / self.half_life_days)
        score = nine_decimals(met.times**self.frequency_exponent * recency * due)
        left = csr_matrix((score, (met.user, met.item)), shape=past.shape)
        left.eliminate_zeros()
        right = csr_matrix(eye_array(past.shape[1], format="csr"))
        return Scores(left, right, (("buy_again", past.shape[1]),))


@dataclass(frozen=True)
class _Meetings:
    """user, item, times and age_days of each pair that met; gap_item and gap_days of each gap
    between two days of a pair."""

    user: np.ndarray
    item: np.ndarray
    times: np.ndarray
    age_days: np.ndarray
    gap_item: np.ndarray
    gap_days: np.ndarray


def _meetings(events, shape) -> _Meetings:
    """One row per pair, from events; what lies on one day (of age) is one meeting."""
    order = by_pair(events, shape)
    user, item = events.user[order], events.item[order]
    age = np.floor(events.age_days[order]).astype(np.int64)
    first = (np.diff(user, prepend=-1) != 0) | (np.diff(item, prepend=-1) != 0)
    new = first | (np.diff(age, prepend=-1) != 0)
    user, item, age, first = user[new], item[new], age[new], first[new]
    starts = np.flatnonzero(first)
    days = np.diff(starts, append=len(user))
    gaps = -np.diff(age, prepend=0)[~first].astype(np.float64)
    latest = age[starts + days - 1].astype(np.float64)
    met = user[starts], item[starts], days.astype(np.float64), latest
    return _Meetings(*met, item[~first], gaps)


def _rhythms(met: _Meetings, n_items: int, prior_gaps: float) -> np.ndarray:
    """Days between two meetings, float64 [n_items], at least one day."""
    shop = float(np.median(met.gap_days)) if len(met.gap_days) else 1.0
    rhythm = np.full(n_items, shop)
    order = np.lexsort((met.gap_days, met.gap_item))
    item, gap = met.gap_item[order], met.gap_days[order]
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    counts = np.diff(starts, append=len(item))
    middle = (gap[starts + (counts - 1) // 2] + gap[starts + counts // 2]) / 2
    rhythm[item[starts]] = (counts * middle + prior_gaps * shop) / (counts + prior_gaps)
    return np.maximum(rhythm, 1.0)
