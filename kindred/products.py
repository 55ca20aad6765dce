"""The largest entries of each row of a sparse product: what similarities and recommendations share.

The product itself is `sparse_dot_topn.sp_matmul_topn`: row by row (Gustavson's algorithm) with a
heap of the best, so that the full product is never held. Everything around it is here to make the
answer exact: scores rounded to nine decimals, ties to the smaller column, whatever the threads.

Equal scores are decided inside the product: column j of the right-hand matrix is scaled by
1 - TIE_BIAS * j / n_columns, so that of any number of equal scores the smaller columns come first;
the scale is taken off again before rounding. TIE_BIAS is below half a unit of the ninth decimal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TIE_BIAS = 4e-10
SLACK = 16  # entries asked for beyond those wanted, for order that only rounding decides
SCALE = 1e9  # nine decimals
LARGEST_INDEX = 2**31 - 1
ENTRIES_PER_CHUNK = 2_000_000  # affects memory, not results


@dataclass(frozen=True)
class RowChunk:
    """Up to `width` entries of each of the `rows`, unordered; places without one hold zero."""

    rows: np.ndarray  # int64 [m], row numbers of the left-hand matrix
    columns: np.ndarray  # int64 [m x width]
    values: np.ndarray  # float64 [m x width]


def canonical(matrix, name: str) -> csr_matrix:
    """The matrix as float64 CSR with sorted indices and without stored zeros; the input is kept.

    Raises ValueError when it is not a SciPy sparse matrix, or holds a negative or non-finite value.
    """
    from scipy.sparse import csr_matrix, issparse

    if not issparse(matrix):
        raise ValueError(f"{name} must be a SciPy sparse matrix, not {type(matrix).__name__}.")
    if max(matrix.shape) > LARGEST_INDEX:
        raise ValueError(f"{name} has more rows or columns than a 32-bit index can count.")
    result = csr_matrix(matrix, dtype=np.float64)
    if not (result.has_canonical_format and np.all(result.data)):
        result = result.copy()
        result.sum_duplicates()
        result.eliminate_zeros()
    if not np.all(np.isfinite(result.data)) or np.any(result.data < 0):
        raise ValueError(f"{name} must hold finite values of zero or more.")
    return result


def chosen_rows(rows, n_rows: int, name: str) -> np.ndarray:
    """The listed row numbers in ascending order, int64; all of them when `rows` is None.

    Raises ValueError when they are not whole numbers, out of range, or listed twice.
    """
    if rows is None:
        return np.arange(n_rows)
    listed = np.asarray(rows)
    if listed.size == 0:
        return np.empty(0, dtype=np.int64)
    if listed.ndim != 1 or listed.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a one-dimensional list of row numbers.")
    if listed.min() < 0 or listed.max() >= n_rows:
        raise ValueError(f"{name} must lie between 0 and {n_rows - 1}.")
    ordered = np.unique(listed).astype(np.int64)
    if len(ordered) < len(listed):
        raise ValueError(f"{name} must not list a row twice.")
    return ordered


def check_whole(value, name: str) -> None:
    """Raise ValueError unless the value is a whole number of at least one."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")


def largest_of_product(
    left, right, *, rows: np.ndarray, count: int, above: float, threads: int
) -> Iterator[RowChunk]:
    """The `count` largest entries above `above` of the listed rows of left @ right, and a few more.

    left [n x m] and right [m x p] are canonical CSR. Yields chunks of rows in the order given;
    a chunk's arrays hold at most about ENTRIES_PER_CHUNK entries. Entries below zero never come.
    """
    from sparse_dot_topn import sp_matmul_topn

    width = min(count + SLACK, right.shape[1])
    if width == 0 or left.nnz == 0 or right.nnz == 0:
        return
    keep = 1 - TIE_BIAS * np.arange(right.shape[1]) / right.shape[1]
    biased = right.copy()
    biased.data *= keep[biased.indices]
    step = max(1, ENTRIES_PER_CHUNK // width)
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        some = left if len(part) == left.shape[0] else left[part]
        product = sp_matmul_topn(some, biased, width, threshold=above, n_threads=int(threads))
        yield _padded(product, part, width, keep)


def _padded(product, rows: np.ndarray, width: int, keep: np.ndarray) -> RowChunk:
    """The CSR product as rectangles, with the tie bias taken off."""
    total = product.indptr[-1]
    counts = np.diff(product.indptr)
    filled = np.arange(width) < counts[:, None]
    columns = np.zeros(filled.shape, dtype=np.int64)
    values = np.zeros(filled.shape)
    columns[filled] = product.indices[:total]
    values[filled] = product.data[:total] / keep[product.indices[:total]]
    return RowChunk(rows, columns, values)


def ranked(columns: np.ndarray, scores: np.ndarray, limit: int) -> tuple[np.ndarray, ...]:
    """Round, order and cut each row: (row, column, score, rank), ranks from 1.

    columns int64 and scores float64, both [m x width], scores between 0 and 1 (a rounding error
    beyond is harmless). Scores that round to zero are dropped. One integer carries score and
    column, so that a plain sort of each row orders by score descending, then column ascending.
    """
    units = np.rint(scores * SCALE).astype(np.int64)
    last = np.iinfo(np.int64).max
    keys = np.where(units > 0, (-units << 31) + columns, last)
    keys.sort(axis=1)
    keys = keys[:, :limit]
    row, position = np.nonzero(keys != last)
    kept = keys[row, position]
    return row, kept & LARGEST_INDEX, -(kept >> 31) / SCALE, position + 1
