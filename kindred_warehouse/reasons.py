"""From recommended items to what speaks for them, in the unit of the blended score."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.recommenders import Scores
from kindred_warehouse.cuts import TYPES

SCHEMA = pa.schema(
    [
        ("user_idx", TYPES["i"]),
        ("item_idx", TYPES["i"]),
        ("recommender", TYPES["U"]),
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
        found = fitted.contributions(rows["user_idx"], rows["item_idx"])
        value = found.contribution * rows["factor"][found.pair]
        order = np.lexsort((found.evidence, -np.round(value, 12), found.pair))
        pair, evidence, value = found.pair[order], found.evidence[order], value[order]
        starts = np.flatnonzero(np.diff(pair, prepend=-1))
        place = np.arange(len(pair)) - np.repeat(starts, np.diff(starts, append=len(pair)))
        single = place < strongest_count
        rest, count = np.unique(pair[~single], return_counts=True)
        gathered = np.bincount(pair[~single], value[~single], len(rows["user_idx"]))[rest]
        pairs = np.concatenate([pair[single], rest])
        columns = (
            rows["user_idx"][pairs],
            rows["item_idx"][pairs],
            np.full(len(pairs), name, dtype=object),
            np.concatenate([evidence[single], np.full(len(rest), -1)]),
            np.concatenate([np.ones(single.sum()), count]),
            np.round(np.concatenate([value[single], gathered]), 12),
        )
        arrays = [
            pa.array(c, pa.float64() if c.dtype == float else None).cast(t)
            for c, t in zip(columns, SCHEMA.types, strict=True)
        ]
        tables.append(pa.table(arrays, schema=SCHEMA))
    return pa.concat_tables(tables)
