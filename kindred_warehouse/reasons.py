"""From recommended items to what speaks for them, in the unit of the blended score."""

from __future__ import annotations

import pyarrow as pa

from kindred.recommenders import Scores, strongest_evidence
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


def contributions(parts, scores: dict[str, Scores], strongest_count: int, engine: str) -> pa.Table:
    """The strongest pieces of evidence of each recommender for an item, the others in one row.

    parts: the relation int_recommended_parts: user_idx, item_idx, recommender and part, what that
    adds to the blended score, which its evidence shares out. evidence_idx: an item, user, segment,
    category or feature, -1 for the gathered rest; evidence_count: 1, or how many it is.
    """
    tables = [SCHEMA.empty_table()]
    options = {"count": strongest_count, "threads": 2, "engine": engine}
    for name, fitted in scores.items():
        rows = parts.filter(f"recommender = '{name}'").order("user_idx, item_idx").fetchnumpy()
        users, items = rows["user_idx"], rows["item_idx"]
        factor = rows["part"] / fitted.of_pairs(users, items, threads=2, engine=engine)
        found = strongest_evidence(fitted, users, items, factor, **options)
        columns = [users[found.pair], items[found.pair], found.number, found.count]
        arrays = [pa.array(column, TYPES[column.dtype.kind]) for column in columns]
        arrays.insert(2, text_run(name, len(found.pair)))
        tables.append(pa.table([*arrays, pa.array(found.contribution)], schema=SCHEMA))
    return pa.concat_tables(tables)
