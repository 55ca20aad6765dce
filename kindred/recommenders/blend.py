"""One list per user: a weighted sum of recommenders, so that their contributions add up.

Each recommender proposes its best items, and judges what the others propose. Its scores are divided
by their length over all of the user's pairs, so that none counts for more because it is less
choosy; an item's sum is over all that say something of it. The weights are chosen where the answer
is known, on a validation cut.

Source: Lee (1997), "Analyses of multiple evidence combination", for judging what others found and
for bringing scores to one scale; Bell, Koren and Volinsky (2007) for linear blends fitted on
held-out data; coordinate ascent on the ranking metric itself as in Metzler and Croft (2007),
"Linear feature-based models for information retrieval".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from kindred.metrics import is_relevant
from kindred.products import SCALE
from kindred.recommendations import Candidates
from kindred.recommenders.scores import Scores, nine_decimals

POWERS = (1.0, 1.5)  # of scores, tried by fit_blend
STEPS = (2.0, 0.5, 1.25, 0.8)  # tried on each weight in turn, beside leaving the recommender out
ENTRIES = (0.1, 0.5, 1.0)  # of the largest weight, tried on one that is zero
MAX_SWEEPS = 20


class Proposals(NamedTuple):
    """Pairs of one recommender, or of the blend; four arrays of one length.

    user, item: whole numbers; score: float64; rank: 1 is the best.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray
    rank: np.ndarray


@dataclass(frozen=True)
class Pool:
    """What any of the recommenders proposes, with what each of them says of it.

    user, item: int64 [n_pairs], sorted; score: float64 [n_pairs x n_recommenders], zero or more.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray

    def of(self, chosen: np.ndarray) -> Pool:
        """The chosen pairs, by a mask that keeps users whole."""
        return Pool(self.user[chosen], self.item[chosen], self.score[chosen])


@dataclass(frozen=True)
class Blend:
    """weights: float64 [n_recommenders] with sum 1; power: what scores are raised to before."""

    weights: np.ndarray
    power: float = 1.0


def judged(lists: Sequence[Candidates], parts: Sequence[Scores], **options) -> Pool:
    """What the recommenders propose, as each of them scores it.

    lists: what each proposes; parts: the scores of each; options: as of `over_best`.
    """
    n_items = max((part.right.shape[1] for part in parts), default=1)
    keys = [found.user.astype(np.int64) * n_items + found.item for found in lists]
    pairs = np.unique(np.concatenate([*keys, np.empty(0, np.int64)]))
    user, item = pairs // n_items, pairs % n_items
    score = np.empty((len(pairs), len(parts)))
    for column, (found, part) in enumerate(zip(lists, parts, strict=True)):
        score[:, column] = over_best(part, user, item, found.user, found.divisor, **options)
    return Pool(user, item, score)


def over_best(part: Scores, user, item, proposed_to, best, **options) -> np.ndarray:
    """float64 [n_pairs]: a recommender's scores of pairs, on the scale of what it proposes.

    proposed_to, best: users, and the raw score of the best that it proposes to them. Scores are
    over the user's best, with nine decimals; zero where it speaks against the item, or proposes
    nothing to the user. options: threads and engine, as of `Scores.of_pairs`.
    """
    of_user = np.full(part.left.shape[0], np.inf)
    of_user[proposed_to] = best
    raw = part.of_pairs(user, item, **options)
    return nine_decimals(np.maximum(raw / of_user[user], 0.0))


def normalized(pool: Pool, power: float = 1.0) -> Pool:
    """Scores raised to the power, over the root of the sum of their squares over the user's pairs.

    With nine decimals; a recommender that says nothing to a user stays at zero.
    """
    raised = pool.score**power
    starts = np.flatnonzero(np.diff(pool.user, prepend=-1))
    squares = np.add.reduceat(raised**2, starts) if len(starts) else raised
    length = np.repeat(np.sqrt(squares), np.diff(starts, append=len(pool.user)), axis=0)
    scaled = np.divide(raised, length, out=np.zeros_like(raised), where=length > 0)
    return replace(pool, score=nine_decimals(scaled))


def blended(pool: Pool, blend: Blend, n: int) -> Proposals:
    """The n pairs of each user with the largest weighted sum of normalised scores above zero.

    Sorted by user and rank. Scores, weights and their sum have nine decimals, added up as whole
    billionths, so that equal sums are equal everywhere; of these the smaller item comes first.
    """
    found = ranked(pool.user, pool.item, summed(normalized(pool, blend.power), blend.weights))
    return Proposals(*(column[(found.rank <= n) & (found.score > 0)] for column in found))


def summed(pool: Pool, weights) -> np.ndarray:
    """float64 [n_pairs]: the weighted sums of the scores of a normalised pool."""
    billionths = np.rint(pool.score * SCALE).astype(np.int64)
    shares = np.rint(np.asarray(weights) * SCALE).astype(np.int64)
    return (billionths @ shares + int(SCALE) // 2) // int(SCALE) / SCALE


def ranked(user, item, score) -> Proposals:
    """Scored pairs sorted by user and rank; of equal scores the smaller item comes first."""
    order = np.lexsort((item, -np.round(score, 9), user))
    user = user[order]
    starts = np.flatnonzero(np.diff(user, prepend=-1))
    before = np.repeat(starts, np.diff(starts, append=len(user)))
    return Proposals(user, item[order], score[order], np.arange(len(user)) - before + 1)


def fit_blend(pool: Pool, relevant, *, n: int) -> Blend:
    """The blend of the highest mean NDCG@n on the pool, of those with a power of POWERS.

    relevant: sparse [n_users x n_items], not zero where relevant. Who says nothing of any pair has
    no weight. Of equals the smaller power is taken.
    """
    fits = []
    for power in POWERS:
        judge = _Judge(normalized(pool, power), relevant, n)
        weights = _fitted(judge)
        fits.append((judge.ndcg(weights), Blend(weights, power)))
    return max(fits, key=lambda fit: fit[0])[1]


def equal_weights(pool: Pool) -> np.ndarray:
    """float64 [n_recommenders]: one for who says something of any pair; for all where none does."""
    speaks = pool.score.any(axis=0)
    return np.where(speaks.any(), speaks, True).astype(float)


def _fitted(judge: _Judge) -> np.ndarray:
    """Weights with sum 1. From equal weights, and from the best recommender alone, one weight at a
    time is doubled, halved, moved by a quarter or set to zero, as long as that helps; the better
    end is taken. Where nothing is relevant, equal weights.
    """
    count = judge.score.shape[1]
    starts = [judge.speaks, max(np.eye(count), key=judge.ndcg)]
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
    """Mean NDCG@n of lists from a normalised pool, over all users with a relevant item.

    Only the places of relevant items matter, so nothing is sorted. Users whom nobody proposes
    anything relevant to have zero whatever the weights, and are only counted.
    """

    def __init__(self, pool: Pool, relevant, n: int):
        relevant = relevant.tocsr()
        counts = np.diff(relevant.indptr)
        hit = is_relevant(relevant, pool.user, pool.item)
        judged = np.isin(pool.user, pool.user[hit])
        user, self.hits = pool.user[judged], np.flatnonzero(hit[judged])
        self.score = np.ascontiguousarray(pool.score[judged])
        self.speaks = equal_weights(pool)
        self.starts = np.flatnonzero(np.diff(user, prepend=-1, append=-1))
        self.hits_starts = np.searchsorted(self.hits, self.starts)
        self.totals = np.empty(np.diff(self.starts).max(initial=0), np.int64)
        self.gains = 1 / np.log2(np.arange(n) + 2)
        ideal = np.cumsum(self.gains)[np.minimum(counts[user[self.hits]], n) - 1]
        self.worth = 1 / (ideal * max(np.count_nonzero(counts), 1))

    def ndcg(self, weights: np.ndarray) -> float:
        from kindred.blend_kernel import gain_of_weights

        pairs = self.score, self.starts, self.hits_starts, self.hits
        return gain_of_weights(weights, *pairs, self.worth, self.gains, self.totals)
