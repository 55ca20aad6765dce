"""From what is proposed at a cut to what every recommender says of it, and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.recommenders.blend import Pool, over_best
from kindred_warehouse.cuts import CUTS, cut_table, read_cut
from kindred_warehouse.recommenders import scores_at

KEYS = ["user_idx", "item_idx"]


def judged_candidates(names, proposing, settings: dict, shop: dict, engine: str) -> pa.Table:
    """One row per cut, task, user and item that any of `proposing` proposes: <name>_score of each
    of the named recommenders, on the scale of what it proposes itself.

    shop: the relation int_recommendation_candidates, and those of `scores_at`.
    """
    tables, listed = [], ", ".join(f"'{name}'" for name in (*proposing, ""))
    for cut in CUTS:
        scores = scores_at(cut, names, settings, shop)
        for task in ("new_items", "all_items"):  # of which the release has one
            proposed = shop["int_recommendation_candidates"].filter(f"task = '{task}'")
            pairs = proposed.filter(f"recommender in ({listed})")
            pairs = read_cut(pairs.select("cut, user_idx, item_idx").distinct(), cut, KEYS, [])
            columns = {}
            for name, part in scores.items():
                best = proposed.filter(f"recommender = '{name}' and rank = 1")
                best = read_cut(best, cut, ["user_idx"], ["divisor"]).values()
                score = over_best(part, *pairs.values(), *best, threads=2, engine=engine)
                columns[f"{name}_score"] = score
            tables.append(cut_table(cut, task=task, **pairs, **columns))
    return pa.concat_tables(tables)


def read_pool(judged, cut: str, task: str, recommenders) -> Pool:
    """The rows of int_judged_candidates as a pool, a column for each of the recommenders."""
    scores = [f"{name}_score" for name in recommenders]
    rows = read_cut(judged.filter(f"task = '{task}'"), cut, KEYS, scores)
    user, item = (rows[key].astype(np.int64) for key in KEYS)
    columns = [rows[score] for score in scores]
    return Pool(user, item, np.column_stack(columns) if columns else np.empty((len(user), 0)))
