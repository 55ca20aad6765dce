"""Between relations and arrays, one cut at a time: what Python models read and return."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

CUTS = ("release", "test", "validation")  # those that something is learned at
TEXT_RUN = pa.run_end_encoded(pa.int32(), pa.string())
TYPES = {"i": pa.int32(), "u": pa.int32(), "f": pa.float64(), "U": pa.string()}


def read_cut(relation, cut: str, keys: list[str], values: list[str]) -> dict[str, np.ndarray]:
    """The named columns of a cut's rows, sorted by `keys`; each an array without nulls."""
    rows = relation.filter(f"cut = '{cut}'").select(", ".join(keys + values))
    return rows.order(", ".join(keys)).fetchnumpy()


def cut_table(cut: str, **columns) -> pa.Table:
    """The columns behind the name of their cut: whole numbers as int32, others as float64 or text.

    A column that is one text stands in every row.
    """
    length = max(len(values) for values in columns.values() if not isinstance(values, str))
    table = {}
    for name, values in {"cut": cut, **columns}.items():
        if isinstance(values, str):
            table[name] = text_run(values, length)
        else:
            values = np.asarray(values)
            table[name] = pa.array(values, TYPES[values.dtype.kind])
    return pa.table(table)


def text_run(text: str, length: int):
    """A column that is one text, which DuckDB reads and stores in half the time as a run."""
    once = slice(0, 1 if length else 0)
    return pa.RunEndEncodedArray.from_arrays([length][once], [text][once], TEXT_RUN)
