"""The engine `sparse_dot_topn` of `kindred.products`: for small products, and without Numba.

The product is the library's `sp_matmul_topn`: row by row with a heap of the best. Equal scores are
decided inside it: column j of the right-hand matrix is scaled by 1 - TIE_BIAS * j / n_columns, so
that of any number of equal scores the smaller columns come first; the scale is taken off again
before rounding. Only where more than SLACK columns lie within 1e-9 of the last place without being
equal may one of them be taken for another; they then differ by less than 1e-9.
"""

from __future__ import annotations

import numpy as np

from kindred.products import SCALE, Product

TIE_BIAS = 4e-10  # below half a unit of the ninth decimal
SLACK = 16  # entries asked for beyond those wanted, for order that only rounding decides
FORBIDDEN = -1e300  # outweighs any sum, so an excluded column never rises above zero
ENTRIES_PER_CHUNK = 2_000_000  # affects memory, not results


def best_by_library(product: Product) -> tuple[np.ndarray, ...]:
    """(row, column, score, rank) as in `kindred.products.best_of_product`; fills row_norms.

    Raises ValueError for a shrinkage, which the library has no place for.
    """
    from sparse_dot_topn import sp_matmul_topn

    if product.shrink:
        raise ValueError("Shrinkage needs the engine numba.")
    left, right, rows = product.left.copy(), product.right.copy(), product.rows
    n_columns, row_norms, column_norms = right.shape[1], product.row_norms, product.column_norms
    keep = 1 - TIE_BIAS * np.arange(n_columns) / n_columns
    left.data /= np.repeat(row_norms, np.diff(left.indptr))
    right.data *= (keep / np.where(column_norms > 0, column_norms, 1.0))[right.indices]
    left, right = _masked(left, right, product.excluded)
    width, threads = min(product.count + SLACK, n_columns), int(product.threads)
    above = 0.0 if product.relative else max(0.0, product.min_score - 2 / SCALE)
    parts = []
    step = max(1, ENTRIES_PER_CHUNK // width)
    for some in (rows[start : start + step] for start in range(0, len(rows), step)):
        found = sp_matmul_topn(left[some], right, width, threshold=above, n_threads=threads)
        columns, values = _padded(found, width, keep)
        if product.relative:
            row_norms[some] = values.max(axis=1)
            values /= np.where(row_norms[some] > 0, row_norms[some], 1.0)[:, None]
        row, column, score, rank = _ranked(columns, values, product.count, n_columns)
        enough = score >= product.min_score
        parts.append([array[enough] for array in (some[row], column, score, rank)])
    row, column, score, rank = map(np.concatenate, zip(*parts, strict=True))
    return row.astype(np.int32), column.astype(np.int32), score, rank.astype(np.int32)


def _masked(left, right, excluded):
    """[left, -huge * excluded] @ [right; identity]: one product that scores and excludes."""
    from scipy.sparse import csr_matrix, eye_array, hstack, vstack

    forbidden = csr_matrix(
        (np.full(excluded.nnz, FORBIDDEN), excluded.indices, excluded.indptr), excluded.shape
    )
    wide = csr_matrix(hstack([left, forbidden], format="csr"))
    return wide, csr_matrix(vstack([right, eye_array(right.shape[1], format="csr")], format="csr"))


def _padded(product, width: int, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The CSR product as rectangles of columns and values, with the tie bias taken off."""
    total = product.indptr[-1]
    filled = np.arange(width) < np.diff(product.indptr)[:, None]
    columns, values = np.zeros(filled.shape, dtype=np.int64), np.zeros(filled.shape)
    columns[filled] = product.indices[:total]
    values[filled] = product.data[:total] / keep[product.indices[:total]]
    return columns, values


def _ranked(
    columns: np.ndarray, scores: np.ndarray, limit: int, n_columns: int
) -> tuple[np.ndarray, ...]:
    """Round, order and cut each row: (row, column, score, rank), ranks from 1.

    Scores that round to zero are dropped. One integer carries score and column, so that a plain
    sort of each row orders by score descending, then column ascending.
    """
    bits = max(1, (n_columns - 1).bit_length())
    if scores.max(initial=0.0) * SCALE >= 2.0 ** (62 - bits):
        raise ValueError("A score is too large to be kept with nine decimals.")
    units = np.rint(scores * SCALE).astype(np.int64)
    last = np.iinfo(np.int64).max
    keys = np.where(units > 0, (-units << bits) + columns, last)
    keys.sort(axis=1)
    keys = keys[:, :limit]
    row, position = np.nonzero(keys != last)
    kept = keys[row, position]
    return row, kept & ((1 << bits) - 1), -(kept >> bits) / SCALE, position + 1
