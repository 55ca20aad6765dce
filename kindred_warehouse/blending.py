"""From the judged candidates of a cut to the blend, and how far it leads popularity."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from kindred.evaluation import alternate_folds
from kindred.recommenders.blend import (
    Blend,
    Pool,
    equal_weights,
    fit_blend,
    normalized,
    ranked,
    summed,
)
from kindred_warehouse.cuts import cut_table
from kindred_warehouse.leads import lead_low, read_baseline, read_relevant
from kindred_warehouse.pools import read_pool


def weights_at(
    cut: str,
    task: str,
    recommenders,
    relations: dict,
    *,
    given: Mapping[str, float] | None,
    affinity: float | None,
    n: int,
    min_users: int,
    seed: int,
) -> pa.Table:
    """One row per recommender: its weight in use, the power of all, and how far the blend leads
    popularity at least.

    relations: int_judged_candidates, int_recommendation_candidates, int_relevant_items and
    int_target_users; given and affinity: as of `weights_in_use`. The lead is that of weights in use
    as well; each half of the users is blended by what was fitted on the other half. With fewer than
    min_users users to learn from, the fit is equal weights, and nothing is known of the lead (NaN).
    """
    relevant = read_relevant(cut, task, relations)
    pool = read_pool(relations["int_judged_candidates"], cut, task, recommenders)
    can_learn = np.count_nonzero(np.diff(relevant.indptr)) >= min_users and bool(recommenders)
    equal = Blend(equal_weights(pool))

    def blend_of(learned_from: Pool) -> Blend:
        is_fitted = can_learn and not given
        fitted = fit_blend(learned_from, relevant, n=n) if is_fitted else equal
        weights = weights_in_use(fitted.weights, recommenders, given, affinity)
        return Blend(weights, fitted.power)

    score = unseen_scores(pool, blend_of)
    shown = score > 0  # what nobody with a weight speaks for is in no list
    lists = ranked(pool.user[shown], pool.item[shown], score[shown])
    baseline = read_baseline(cut, task, relations)
    lead = lead_low(lists, baseline, relevant, n=n, min_users=min_users, seed=seed)
    blend = blend_of(pool)
    return cut_table(
        cut,
        task=task,
        recommender=np.array(recommenders, dtype=str),
        weight=np.round(blend.weights, 9),
        power=np.full(len(recommenders), blend.power),
        lead_low=np.full(len(recommenders), lead),
    )


def weights_in_use(
    fitted, recommenders, given: Mapping[str, float] | None, affinity: float | None
) -> np.ndarray:
    """float64 [n_recommenders] with sum 1: the fitted weights, or what the shop says instead.

    given: weights by name, in any unit; who is not named has none. affinity: the share of
    segment_popular where it is among the recommenders; the others keep their proportions, and are
    alike where they weigh nothing.
    """
    weights = np.array([given.get(name, 0.0) for name in recommenders]) if given else fitted
    is_segment = np.array(recommenders, dtype=str) == "segment_popular"
    if affinity is not None and is_segment.any() and not is_segment.all():
        others = np.where(is_segment, 0.0, weights)
        others = others if others.any() else 1.0 - is_segment
        weights = np.where(is_segment, affinity, (1 - affinity) * others / others.sum())
    return weights / weights.sum()


def unseen_scores(pool: Pool, blend_of: Callable[[Pool], Blend]) -> np.ndarray:
    """float64 [n_pairs]: the blend of each half of the users, by what the other half taught."""
    score = np.zeros(len(pool.user))
    half = alternate_folds(pool.user)
    for number in (0, 1):
        own = half == number
        blend = blend_of(pool.of(~own))
        score[own] = summed(normalized(pool.of(own), blend.power), blend.weights)
    return score
