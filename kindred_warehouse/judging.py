"""From the metrics of each user to their means by slice, with intervals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.evaluation import mean_intervals

GOODNESS = ("recall", "precision", "ndcg", "map", "mrr", "hit_rate")
METRICS = (*GOODNESS, "novelty", "diversity", "popularity")
BASELINE = "popularity"
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("metric", "recommender", "slice", "task")]
    + [(name, pa.float64()) for name in ("value", "standard_error", "low", "high", "lead_low")]
    + [("users_count", pa.int64())]
)


def judged(user_metrics, user_slices, seed: int) -> pa.Table:
    """One row per metric, recommender, slice and task in which any user has a value.

    user_metrics, user_slices: the relations int_user_metrics and int_judged_users. lead_low: low end
    of the interval of the mean difference from popularity, on the same users; null for metrics that
    say not how good, but what a list is like.
    """
    slices = user_slices.order("slice, user_idx").fetchnumpy()
    slice_of = np.asarray(slices["slice"]).astype(str)
    rows = []
    for task in ("new_items", "all_items"):
        table = user_metrics.filter(f"task = '{task}'")
        table = table.order("list_length, recommender, user_idx").fetchnumpy()
        lengths = np.unique(table["list_length"])
        recommenders = np.unique(np.asarray(table["recommender"]).astype(str))
        users = np.unique(table["user_idx"])
        shape = len(lengths), len(recommenders), len(users)
        # [metric, length, recommender, user]
        values = np.stack([_plain(table[metric]).reshape(shape) for metric in METRICS])
        for name in np.unique(slice_of):
            inside = np.isin(users, slices["user_idx"][slice_of == name])
            if inside.any():
                found = _means(values[..., inside], lengths, recommenders, seed)
                rows += [{**row, "slice": name, "task": task} for row in found]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _means(values, lengths, recommenders, seed: int):
    """Rows without slice and task from float64 [metric, length, recommender, user]."""
    baseline = np.flatnonzero(recommenders == BASELINE)
    theirs = values[:, :, baseline] if len(baseline) else np.nan
    lead = values - theirs
    found, led = (
        mean_intervals(table.reshape(-1, table.shape[-1]).T, seed=seed)
        for table in (values, lead)
    )
    users_count = (~np.isnan(values)).sum(axis=-1)
    for column, place in enumerate(np.ndindex(values.shape[:-1])):
        metric, length, recommender = place
        if users_count[place]:
            is_led = METRICS[metric] in GOODNESS and recommender not in baseline
            yield {
                "metric": f"{METRICS[metric]}_at_{lengths[length]}",
                "recommender": str(recommenders[recommender]),
                "value": found.mean[column],
                "standard_error": found.error[column],
                "low": found.low[column],
                "high": found.high[column],
                "lead_low": led.low[column] if is_led else None,
                "users_count": int(users_count[place]),
            }


def _plain(column) -> np.ndarray:
    """float64, nan for null."""
    if isinstance(column, np.ma.MaskedArray):
        return column.astype(np.float64).filled(np.nan)
    return np.asarray(column, dtype=np.float64)
