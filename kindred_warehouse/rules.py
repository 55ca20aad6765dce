"""From the features of users and their segments to the table of rules."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.segment_rules import surrogate_rules

NUMBERS = ("BIGINT", "INTEGER", "DOUBLE")
# what a model says of a user explains nothing; rules are about what the user did
FORETOLD = ("alive_probability", "expected_orders_count", "expected_net_amount")
# three in ten users, by a digest of their id and not by chance
IS_HELD_OUT = "substr(md5(user_id), 1, 2) < '4d'"
# of fewer, three in ten are too few to measure on, and the rest too few to learn from
FEWEST_TO_HOLD_OUT_OF = 100
RULES = pa.schema(
    [
        ("segment_id", pa.int32()),
        ("rule_number", pa.int32()),
        ("condition", pa.string()),
        ("users_count", pa.int64()),
        ("coverage", pa.float64()),
        ("precision", pa.float64()),
        ("fidelity", pa.float64()),
        ("held_out_users_count", pa.int64()),
    ]
)


def rules_of(features, segments, categories_count: int, seed: int) -> pa.Table:
    """The rules, as RULES: conditions on the numbers and the top category of user_features.

    features, segments: the relations user_features and user_segments. With fewer than
    FEWEST_TO_HOLD_OUT_OF users the rules are learned from all of them, and nothing is measured.
    """
    numbers = [
        name
        for name, kind in zip(features.columns, features.types, strict=True)
        if str(kind) in NUMBERS and name not in FORETOLD
    ]
    members = segments.filter("segment_id > 0").select("user_id, segment_id")
    rows = features.select(f"*, {IS_HELD_OUT} as held_out").join(members, "user_id")
    rows = rows.order("user_id").to_arrow_table()
    categories = _most_frequent(rows.column("top_category"), categories_count)
    columns = [rows.column(name).cast(pa.float64()).to_numpy() for name in numbers]
    top = np.array(rows.column("top_category").to_pylist(), dtype=object)
    columns += [(top == category).astype(np.float64) for category in categories]
    names = numbers + [
        "top_category = '{}'".format(category.replace("'", "''")) for category in categories
    ]
    matrix = np.column_stack(columns)
    labels = rows.column("segment_id").to_numpy()
    held_out = rows.column("held_out").to_numpy() & (len(rows) >= FEWEST_TO_HOLD_OUT_OF)
    rules, fidelity = surrogate_rules(matrix, names, labels, held_out, seed=seed)
    table = [
        {
            "segment_id": rule.label,
            "rule_number": 1 + sum(other.label == rule.label for other in rules[:place]),
            "condition": rule.condition,
            "users_count": rule.users_count,
            "coverage": rule.coverage,
            "precision": rule.precision,
            "fidelity": None if np.isnan(fidelity) else fidelity,
            "held_out_users_count": int(held_out.sum()),
        }
        for place, rule in enumerate(rules)
    ]
    return pa.Table.from_pylist(table, schema=RULES)


def _most_frequent(values, count: int) -> list[str]:
    """The most frequent texts, ties by the text itself."""
    counts = values.drop_null().value_counts().to_pylist()
    counts.sort(key=lambda row: (-row["counts"], row["values"]))
    return [row["values"] for row in counts[:count]]
