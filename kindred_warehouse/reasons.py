"""From recommended items to what speaks for them, in the unit of the blended score."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.recommenders import Scores
from kindred_warehouse.cuts import TEXT_RUN, TYPES, text_run

SCHEMA = pa.schema(
    [
        ("user_idx", TYPES["i"]),
        ("item_idx", TYPES["i"]),
        ("recommender", TEXT_RUN),
        ("evidence_idx", TYPES["i"]),
        ("evidence_count", TYPES["i"]),
        ("contribution", TYPES["f"]),
    ]
)


def contributions(parts, scores: dict[str, Scores], strongest_count: int) -> pa.Table:
    """The strongest pieces of evidence of each recommender for an item, the others in one row.

    parts: the relation int_recommended_parts: user_idx, item_idx, recommender, factor, which turns
    the recommender's raw score into its part of the blended one. evidence_idx: an item, user,
    segment, category or feature, -1 for the gathered rest; evidence_count: 1, or how many it is.
    """
    tables = [SCHEMA.empty_table()]
    for name, fitted in scores.items():
        rows = parts.filter(f"recommender = '{name}'").order("user_idx, item_idx").fetchnumpy()
        for some in fitted.chunks(rows["user_idx"]):
            chunk = {column: values[some] for column, values in rows.items()}
            tables.append(_contributions(name, fitted, chunk, strongest_count))
    return pa.concat_tables(tables)


def _contributions(name: str, fitted: Scores, rows: dict, strongest_count: int) -> pa.Table:
    """As `contributions`, of one recommender to some rows of int_recommended_parts."""
    found = fitted.contributions(rows["user_idx"], rows["item_idx"])
    pair, evidence = found.pair, found.evidence
    value = found.contribution * rows["factor"][pair]
    single = _strongest(pair, np.round(value, 12), strongest_count)
    rest, count = np.unique(pair[~single], return_counts=True)
    gathered = np.bincount(pair[~single], value[~single], len(rows["user_idx"]))[rest]
    pairs = np.concatenate([pair[single], rest])
    columns = [
        rows["user_idx"][pairs],
        rows["item_idx"][pairs],
        np.concatenate([evidence[single], np.full(len(rest), -1)]),
        np.concatenate([np.ones(single.sum(), int), count]),
        np.round(np.concatenate([value[single], gathered]), 12),
    ]
    arrays = [pa.array(column, TYPES[column.dtype.kind]) for column in columns]
    arrays.insert(2, text_run(name, len(pairs)))
    return pa.table(arrays, schema=SCHEMA)


def _strongest(pair, value, count: int) -> np.ndarray:
    """Which of the values are among the `count` largest of their pair; of equals the first are.

    pair: ascending. One round a place is far less than a sort, since few are asked for.
    """
    chosen = np.zeros(len(pair), dtype=bool)
    if len(pair) == 0:
        return chosen
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(pair)))
    left = value.copy()
    for _ in range(count):
        largest = np.maximum.reduceat(left, starts)
        equal = np.flatnonzero((left == largest[group]) & ~chosen)
        first = equal[np.diff(group[equal], prepend=-1) != 0]
        chosen[first], left[first] = True, -np.inf
    return chosen
