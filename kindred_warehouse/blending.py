"""From the candidates of a cut to the weights of the blend, and whether it is worth showing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kindred.evaluation import user_means
from kindred.metrics import user_metrics
from kindred.recommenders.blend import Pool, fit_weights
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
    lists = {
        name: read_cut(
            proposed.filter(f"recommender = '{name}'"),
            cut,
            ["user_idx", "rank"],
            ["item_idx", "score"],
        )
        for name in {*recommenders, BASELINE}
    }
    relevant = read_cut(
        relations["int_relevant_items"].filter(f"task = '{task}'"),
        cut,
        ["user_idx", "item_idx"],
        [],
    )
    known = read_cut(relations["int_target_users"].filter("is_known"), cut, ["user_idx"], [])
    shape = tuple(
        1 + max(int(rows[side].max(initial=-1)) for rows in (*lists.values(), relevant))
        for side in ("user_idx", "item_idx")
    )
    judged = np.isin(relevant["user_idx"], known["user_idx"])
    places = relevant["user_idx"][judged], relevant["item_idx"][judged]
    truth = interaction_matrix(*places, np.ones(judged.sum()), shape)
    weights, lead = np.full(len(recommenders), 1 / max(len(recommenders), 1)), None
    if len(np.unique(places[0])) >= min_users and recommenders:
        pool = _pool([lists[name] for name in recommenders], shape[1])
        weights = fit_weights(pool, truth, n=n)
        popular = _List(*(lists[BASELINE][name] for name in ("user_idx", "item_idx", "rank")))
        lead = _lead(_ranked(pool.user, pool.item, pool.score @ weights), popular, truth, n, seed)
    return cut_table(
        cut,
        task=task,
        recommender=np.array(recommenders, dtype=str),
        weight=np.round(weights, 9),
        lead_low=np.full(len(recommenders), np.nan if lead is None else lead),
    )


def _pool(lists, n_items: int) -> Pool:
    """What the recommenders propose, each pair once; who does not propose it says nothing of it."""
    keys = [rows["user_idx"].astype(np.int64) * n_items + rows["item_idx"] for rows in lists]
    pairs, place = np.unique(np.concatenate(keys), return_inverse=True)
    score = np.zeros((len(pairs), len(lists)))
    column = np.repeat(np.arange(len(lists)), [len(rows["score"]) for rows in lists])
    score[place, column] = np.concatenate([rows["score"] for rows in lists])
    return Pool(pairs // n_items, pairs % n_items, score)


def _lead(ours: _List, popular: _List, truth, n: int, seed: int) -> float:
    """Low end of the 95 % interval of the mean difference in NDCG from the baseline."""
    metrics = [user_metrics(lists, truth, n)["ndcg"] for lists in (ours, popular)]
    low, _ = user_means((metrics[0] - metrics[1])[:, None], seed=seed).interval()
    return float(low[0])


@dataclass(frozen=True)
class _List:
    user: np.ndarray
    item: np.ndarray
    rank: np.ndarray


def _ranked(user, item, score) -> _List:
    """Scored pairs as lists; ties go to the smaller item."""
    order = np.lexsort((item, -np.round(score, 9), user))
    user = user[order]
    starts = np.flatnonzero(np.diff(user, prepend=-1))
    before = np.repeat(starts, np.diff(starts, append=len(user)))
    return _List(user, item[order], np.arange(len(user)) - before + 1)
