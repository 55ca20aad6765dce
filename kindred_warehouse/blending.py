"""From the candidates of a cut to the weights of the blend, and whether it is worth showing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.evaluation import user_means
from kindred.metrics import user_metrics
from kindred.recommenders.blend import Proposals, blended, fit_weights, pooled
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import cut_table, read_cut

BASELINE = "popular"


def weights_at(
    cut: str, task: str, recommenders, relations: dict, *, n: int, min_users: int, seed: int
) -> pa.Table:
    """One row per recommender: its weight, and the low end of the blend's lead on popularity.

    relations: int_recommendation_candidates, int_relevant_items and int_target_users. With fewer
    than min_users users to learn from, all weigh the same and nothing is known of the lead (null).
    """
    proposed = relations["int_recommendation_candidates"].filter(f"task = '{task}'")
    lists = {name: _proposals(proposed, cut, name) for name in {*recommenders, BASELINE}}
    relevant = read_cut(
        relations["int_relevant_items"].filter(f"task = '{task}'"),
        cut,
        ["user_idx", "item_idx"],
        [],
    )
    known = read_cut(relations["int_target_users"].filter("is_known"), cut, ["user_idx"], [])
    sides = (
        (relevant[f"{side}_idx"], *(getattr(found, side) for found in lists.values()))
        for side in ("user", "item")
    )
    shape = tuple(1 + max(int(known.max(initial=-1)) for known in side) for side in sides)
    judged = np.isin(relevant["user_idx"], known["user_idx"])
    places = relevant["user_idx"][judged], relevant["item_idx"][judged]
    truth = interaction_matrix(*places, np.ones(judged.sum()), shape)
    weights, lead = np.full(len(recommenders), 1 / max(len(recommenders), 1)), None
    if len(np.unique(places[0])) >= min_users and recommenders:
        pool = pooled([lists[name] for name in recommenders], shape[1])
        weights = fit_weights(pool, truth, n=n)
        lead = _lead(blended(pool, weights, n), lists[BASELINE], truth, n, seed)
    return cut_table(
        cut,
        task=task,
        recommender=np.array(recommenders, dtype=str),
        weight=np.round(weights, 9),
        lead_low=np.full(len(recommenders), np.nan if lead is None else lead),
    )


def _proposals(proposed, cut: str, recommender: str) -> Proposals:
    """What a recommender proposes at the cut."""
    keys, values = ["user_idx", "rank"], ["item_idx", "score"]
    rows = read_cut(proposed.filter(f"recommender = '{recommender}'"), cut, keys, values)
    return Proposals(rows["user_idx"], rows["item_idx"], rows["score"], rows["rank"])


def _lead(ours: Proposals, popular: Proposals, truth, n: int, seed: int) -> float:
    """Low end of the 95 % interval of the mean difference in NDCG from the baseline."""
    metrics = [user_metrics(lists, truth, n)["ndcg"] for lists in (ours, popular)]
    low, _ = user_means((metrics[0] - metrics[1])[:, None], seed=seed).interval()
    return float(low[0])
