"""From the metrics of each user to their means by slice, with intervals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.evaluation import user_means

GOODNESS = ("recall", "precision", "ndcg", "map", "mrr", "hit_rate")
METRICS = (*GOODNESS, "novelty", "diversity", "popularity")
BASELINE = "popularity"
LISTS = ("blend", "blend_without_segments", "reranker", "published")  # of several recommenders
COMPARED = (  # a list, and what it should be ahead of
    ("blend", "best_single"),
    ("blend", "blend_without_segments"),
    ("reranker", "best_single"),
    ("reranker", "blend"),
)
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("metric", "recommender", "slice", "task")]
    + [(name, pa.float64()) for name in ("value", "standard_error", "low", "high", "lead_low")]
    + [("users_count", pa.int64())]
)


def judged(user_metrics, user_slices, seed: int) -> pa.Table:
    """One row per metric, recommender, slice and task in which any user has a value.

    user_metrics, user_slices: the relations int_user_metrics and int_judged_users. lead_low: low
    end of the interval of the mean difference from popularity, on the same users; null for metrics
    that say not how good, but what a list is like. Each comparison of COMPARED has rows of its
    lead, too: the mean difference, user by user, with its interval.
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
    shape = values.shape[:-1]
    users_count = (~np.isnan(values)).sum(axis=-1)
    known = np.flatnonzero(users_count)  # a column without any value has no row
    found = user_means(values.reshape(-1, values.shape[-1])[known].T, seed=seed)
    low, high = found.interval()
    lead_low = np.full(len(known), np.nan)
    metric, length, recommender = np.unravel_index(known, shape)
    baseline = np.flatnonzero(recommenders == BASELINE)
    if len(baseline):
        good = np.flatnonzero((metric < len(GOODNESS)) & (recommender != baseline[0]))
        theirs = np.ravel_multi_index((metric, length, np.full(len(known), baseline[0])), shape)
        lead_low[good] = found.interval(minus=np.searchsorted(known, theirs))[0][good]
    for column, (m, n, r) in enumerate(zip(metric, length, recommender, strict=True)):
        yield {
            "metric": f"{METRICS[m]}_at_{lengths[n]}",
            "recommender": str(recommenders[r]),
            "value": found.mean[column],
            "standard_error": found.error[column],
            "low": low[column],
            "high": high[column],
            "lead_low": None if np.isnan(lead_low[column]) else lead_low[column],
            "users_count": int(users_count[m, n, r]),
        }
    for name, ours, rivals in _rivals(found.mean, metric, length, recommenders[recommender]):
        minus = np.arange(len(known))
        minus[ours] = rivals
        low, high = found.interval(minus=minus)
        for column, rival in zip(ours, rivals, strict=True):
            m, n, r = metric[column], length[column], recommender[column]
            yield {
                "metric": f"{METRICS[m]}_at_{lengths[n]}_lead_on_{name}",
                "recommender": str(recommenders[r]),
                "value": np.round(found.mean[column] - found.mean[rival], 9),
                "low": low[column],
                "high": high[column],
                "users_count": int(users_count[m, n, r]),
            }


def _rivals(mean, metric, length, recommender):
    """(name, columns of a list, column of what each is compared with) of the comparisons at hand.

    The best single recommender is the one with the highest mean of that metric and length.
    """
    single = ~np.isin(recommender, LISTS)
    for name, rival in COMPARED:
        ours = np.flatnonzero((recommender == name) & (metric < len(GOODNESS)))
        beside = (metric == metric[ours, None]) & (length == length[ours, None])
        beside &= single if rival == "best_single" else recommender == rival
        if beside.any():
            yield rival, ours, np.where(beside, mean, -np.inf).argmax(axis=1)


def _plain(column) -> np.ndarray:
    """float64, nan for null."""
    if isinstance(column, np.ma.MaskedArray):
        return column.astype(np.float64).filled(np.nan)
    return np.asarray(column, dtype=np.float64)
