"""One list per user: a weighted sum of recommenders, so that their contributions add up.

Each recommender's score is brought to one scale per user, by dividing by the user's best; the sum
is again additive scores. The weights are chosen where the answer is known, on a validation cut.

Source: Bell, Koren and Volinsky (2007) for linear blends fitted on held-out data; coordinate
ascent on the ranking metric itself as in Metzler and Croft (2007), "Linear feature-based models
for information retrieval".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kindred.metrics import is_relevant
from kindred.recommenders.scores import Scores, blended, divisors

STEPS = (2.0, 0.5, 1.25, 0.8)  # tried on each weight in turn, beside leaving the recommender out
ENTRIES = (0.1, 0.5, 1.0)  # of the largest weight, tried on one that is zero
MAX_SWEEPS = 20
HITS_PER_CHUNK = 10_000  # affects memory, not results


@dataclass(frozen=True)
class Pool:
    """What any of the recommenders proposes, with what each of them says of it.

    user, item: int64 [n_pairs], sorted; score: float64 [n_pairs x n_recommenders], over the
    user's best by that recommender.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray


def pooled(
    parts: Mapping[str, Scores], users=None, *, n: int, exclude=None, threads: int = 1
) -> Pool:
    """The n best of each recommender for the users, judged by all of the recommenders."""
    found = [
        part.recommend(users, n=n, exclude=exclude, threads=threads) for part in parts.values()
    ]
    n_users, n_items = _shape(parts)
    pairs = np.unique(
        np.concatenate([c.user.astype(np.int64) * n_items + c.item for c in found] or [[]])
    ).astype(np.int64)
    user, item = pairs // max(n_items, 1), pairs % max(n_items, 1)
    score = np.zeros((len(pairs), len(found)))
    for column, (part, candidates) in enumerate(zip(parts.values(), found, strict=True)):
        scale = divisors(candidates, n_users)[user]
        raw = part.of_pairs(user, item)
        np.divide(raw, scale, out=score[:, column], where=scale > 0)
    return Pool(user, item, score)


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


def blend(
    parts: Mapping[str, Scores], weights, *, n: int, users=None, exclude=None, threads: int = 1
) -> Scores:
    """The weighted sum of the recommenders, each over the user's best of its n candidates."""
    lists = []
    n_users, _ = _shape(parts)
    for weight, part in zip(weights, parts.values(), strict=True):
        if weight > 0:
            found = part.recommend(users, n=n, exclude=exclude, threads=threads)
            lists.append((weight, divisors(found, n_users), part))
    return blended(lists)


def _shape(parts: Mapping[str, Scores]) -> tuple[int, int]:
    first = next(iter(parts.values()))
    return first.left.shape[0], first.right.shape[1]


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
