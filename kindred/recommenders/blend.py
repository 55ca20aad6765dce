"""One list per user: a weighted sum of recommenders, so that their contributions add up.

Each recommender proposes its best items, scored over the user's best; an item's sum is over those
that propose it. The weights are chosen where the answer is known, on a validation cut.

Source: Bell, Koren and Volinsky (2007) for linear blends fitted on held-out data; coordinate
ascent on the ranking metric itself as in Metzler and Croft (2007), "Linear feature-based models
for information retrieval".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kindred.metrics import is_relevant
from kindred.products import SCALE
from kindred.recommendations import Candidates

STEPS = (2.0, 0.5, 1.25, 0.8)  # tried on each weight in turn, beside leaving the recommender out
ENTRIES = (0.1, 0.5, 1.0)  # of the largest weight, tried on one that is zero
MAX_SWEEPS = 20
HITS_PER_CHUNK = 10_000  # affects memory, not results


class Proposals(NamedTuple):
    """Pairs of one recommender, or of the blend; four arrays of one length.

    user, item: whole numbers; score: float64, over the user's best; rank: 1 is the best.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray
    rank: np.ndarray


@dataclass(frozen=True)
class Pool:
    """What any of the recommenders proposes, with what each of them says of it.

    user, item: int64 [n_pairs], sorted; score: float64 [n_pairs x n_recommenders], over the
    user's best by that recommender.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray


def pooled(lists: Sequence[Proposals | Candidates], n_items: int) -> Pool:
    """What the recommenders propose, each pair once; it counts zero to who does not propose it.

    lists: of each recommender the user, item and score of what it proposes, in any order; items
    are below n_items.
    """
    keys = [found.user.astype(np.int64) * n_items + found.item for found in lists]
    pairs, place = np.unique(np.concatenate([*keys, np.empty(0, np.int64)]), return_inverse=True)
    score = np.zeros((len(pairs), len(lists)))
    column = np.repeat(np.arange(len(lists)), np.array([len(key) for key in keys], int))
    score[place, column] = np.concatenate([*(found.score for found in lists), []])
    return Pool(pairs // n_items, pairs % n_items, score)


def blended(pool: Pool, weights, n: int) -> Proposals:
    """The n pairs of each user with the largest weighted sum of scores, sorted by user and rank.

    Scores, weights and their sum have nine decimals, added up as whole billionths, so that equal
    sums are equal everywhere; of these the smaller item comes first.
    """
    billionths = np.rint(pool.score * SCALE).astype(np.int64)
    shares = np.rint(np.asarray(weights) * SCALE).astype(np.int64)
    total = (billionths @ shares + int(SCALE) // 2) // int(SCALE)
    found = ranked(pool.user, pool.item, total / SCALE)
    return Proposals(*(column[found.rank <= n] for column in found))


def ranked(user, item, score) -> Proposals:
    """Scored pairs sorted by user and rank; of equal scores the smaller item comes first."""
    order = np.lexsort((item, -np.round(score, 9), user))
    user = user[order]
    starts = np.flatnonzero(np.diff(user, prepend=-1))
    before = np.repeat(starts, np.diff(starts, append=len(user)))
    return Proposals(user, item[order], score[order], np.arange(len(user)) - before + 1)


def fit_weights(pool: Pool, relevant, *, n: int) -> np.ndarray:
    """The weights, float64 [n_recommenders] with sum 1, of the highest mean NDCG@n on the pool.

    relevant: sparse [n_users x n_items], not zero where the item is relevant. From equal weights,
    and from the best recommender alone, one weight at a time is doubled, halved, moved by a
    quarter or set to zero, as long as that helps; the better end is taken. Where nothing is
    relevant, equal weights.
    """
    judge = _Judge(pool, relevant, n)
    count = pool.score.shape[1]
    starts = [np.ones(count), max(np.eye(count), key=judge.ndcg)]
    weights = max((_ascended(judge, start) for start in starts), key=judge.ndcg)
    return weights / weights.sum()


def _ascended(judge: _Judge, weights: np.ndarray) -> np.ndarray:
    """Weights that no single step makes better."""
    best = judge.ndcg(weights)
    for _ in range(MAX_SWEEPS):
        before = best
        for column, here in enumerate(weights.copy()):
            steps, base = (STEPS, here) if here else (ENTRIES, weights.max())
            for value in (*(base * step for step in steps), 0.0):
                moved = weights.copy()
                moved[column] = value
                ndcg = judge.ndcg(moved) if moved.any() else 0.0
                if ndcg > best + 1e-9:
                    weights, best = moved, ndcg
        if best == before:
            break
    return weights


class _Judge:
    """Mean NDCG@n of lists from the pool, over all users with a relevant item.

    Only the places of relevant items matter, so nothing is sorted: a place is one more than the
    number of the user's pairs that stand before it. Users whom nobody proposes anything relevant
    to have zero whatever the weights, and are only counted.
    """

    def __init__(self, pool: Pool, relevant, n: int):
        relevant = relevant.tocsr()
        counts = np.diff(relevant.indptr)
        relevant_pair = is_relevant(relevant, pool.user, pool.item)
        judged = np.isin(pool.user, pool.user[relevant_pair])
        user, score, hit = pool.user[judged], pool.score[judged], relevant_pair[judged]
        starts = np.flatnonzero(np.diff(user, prepend=-1))
        lengths = np.diff(starts, append=len(user))
        row = np.repeat(np.arange(len(starts)), lengths)
        place = np.arange(len(user)) - starts[row]
        self.score = np.zeros((score.shape[1], len(starts), lengths.max(initial=0)))
        self.score[:, row, place] = score.T
        self.row, self.place = row[hit], place[hit]
        gain = 1 / np.log2(np.arange(n) + 2)
        ideal = np.cumsum(gain)[np.minimum(counts[user[hit]], n) - 1]
        self.worth = 1 / (ideal * max(np.count_nonzero(counts), 1))
        self.gain, self.n = np.append(gain, 0.0), n

    def ndcg(self, weights: np.ndarray) -> float:
        total = np.round(np.tensordot(weights, self.score, axes=1), 9)
        places = np.arange(total.shape[1])
        value = 0.0
        for start in range(0, len(self.row), HITS_PER_CHUNK):
            part = slice(start, start + HITS_PER_CHUNK)
            own, rivals = self.place[part, None], total[self.row[part]]
            score = np.take_along_axis(rivals, own, axis=1)
            before = (rivals > score) | ((rivals == score) & (places < own))
            rank = np.minimum(before.sum(axis=1), self.n)
            value += float(self.worth[part] @ self.gain[rank])
        return value
