"""Who resembles whom: the k nearest rows of a sparse matrix by cosine.

Users are compared with `cosine_top_k(matrix)`, items with `cosine_top_k(matrix.T)`, where
`matrix` is the users x items matrix of strengths from `interaction_matrix`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kindred.products import (
    LARGEST_INDEX,
    best_of_product,
    canonical,
    check_whole,
    chosen_rows,
    entries_by_column,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Neighbours:
    """Pairs of rows, sorted by (source, rank); four arrays of one length.

    source, neighbour: int32 row numbers; similarity: float64 in (0, 1], rounded to nine decimals;
    rank: int32, 1 is the nearest; equal similarities are ranked by the smaller neighbour.
    """

    source: np.ndarray
    neighbour: np.ndarray
    similarity: np.ndarray
    rank: np.ndarray


def interaction_matrix(
    rows, columns, strengths, shape: tuple[int, int] | None = None
) -> csr_matrix:
    """A sparse matrix from triples, the same whatever their order.

    rows, columns: whole numbers [n], from 0; strengths: numbers [n], zero or more (a zero is not
    stored); shape: (n_rows, n_columns), by default just large enough.
    Returns float64 CSR [n_rows x n_columns], indices sorted.

    Raises ValueError when the lengths differ, a number is out of range, a strength is negative or
    not finite, or a (row, column) pair is given twice.
    """
    from scipy.sparse import coo_matrix

    if shape is None:
        shape = tuple(int(np.max(side, initial=-1)) + 1 for side in (rows, columns))
    shape = _checked_shape(shape)
    rows = _indexes(rows, shape[0], "rows")
    columns = _indexes(columns, shape[1], "columns")
    strengths = np.asarray(strengths, dtype=np.float64)
    if not (rows.shape == columns.shape == strengths.shape):
        raise ValueError("rows, columns and strengths must be lists of one length.")
    matrix = coo_matrix((strengths, (rows, columns)), shape=shape).tocsr()
    if matrix.nnz < len(rows):
        raise ValueError("A pair of row and column is given twice; add such rows up beforehand.")
    return canonical(matrix, "strengths")


def cosine_top_k(
    matrix,
    *,
    k: int,
    min_similarity: float = 0.0,
    rows=None,
    max_column_share: float = 1.0,
    threads: int = 1,
    engine: str = "python",
) -> Neighbours:
    """The k most similar other rows of each row, by cosine over all rows.

    matrix: sparse [n_rows x n_columns], zero or more. rows: source rows to answer for (default
    all); neighbours always come from all rows. Only similarities above zero and of at least
    min_similarity count, both after rounding to nine decimals; rows without any are absent.
    Columns that more than max_column_share of the rows touch (of the rows that touch anything)
    are left out of dot products and norms alike: a bestseller says little about taste and costs
    the square of its users. Ties: of any number of rows with equal similarity the smaller row
    numbers win, also at place k. threads and engine (`products.ENGINES`) affect speed, not results.

    Raises ValueError for a matrix that is not sparse, a value below zero or not finite, k or
    threads below 1, a row out of range or listed twice, a limit outside 0 to 1, or an unknown
    engine.

    Source: Sarwar et al. (2001), "Item-based collaborative filtering recommendation algorithms",
    section 3.1.1, without centring; the product as in `kindred.products`.
    """
    _check_share(min_similarity, "min_similarity")
    _check_share(max_column_share, "max_column_share")
    matrix = _without_common(canonical(matrix, "matrix"), max_column_share)
    if matrix.nnz and np.all(matrix.data == matrix.data[0]):  # counts, which are exact and fast
        if matrix.data[0] != 1:
            matrix = matrix.copy()
            matrix.data[:] = 1.0
        norms = np.sqrt(np.diff(matrix.indptr))
    else:
        matrix, norms = _unit_rows(matrix), None
    return nearest(
        matrix,
        k=k,
        row_norms=norms,
        neighbour_norms=norms,
        min_similarity=min_similarity,
        rows=rows,
        threads=threads,
        engine=engine,
    )


def nearest(
    matrix,
    *,
    k: int,
    row_norms=None,
    neighbour_norms=None,
    shrink: float = 0.0,
    column_weights=None,
    min_similarity: float = 0.0,
    rows=None,
    threads: int = 1,
    engine: str = "python",
) -> Neighbours:
    """The k most similar other rows of each row, by any similarity made of dot products.

    similarity(i, j) = sum over c of column_weights[c] * matrix[i, c] * matrix[j, c]
                       / (row_norms[i] * neighbour_norms[j] + shrink)

    matrix: sparse [n_rows x n_columns], finite, of either sign. row_norms, neighbour_norms: float64
    [n_rows], 1 by default, above zero for rows with an entry: |i| and |j| make it the cosine, |i|^a
    and |j|^b an asymmetric one. column_weights: float64 [n_columns], 1 by default. shrink: zero or
    more (0 with the engine sparse_dot_topn). All else, including ties, as in `cosine_top_k`, but a
    similarity may be above 1.

    A matrix of ones without column_weights is counted in integers, whatever the norms and shrink;
    ones with column_weights take half the memory traffic of other values.
    """
    check_whole(k, "k")
    matrix = canonical(matrix, "matrix", signed=True)
    n_rows = matrix.shape[0]
    left = matrix
    if column_weights is not None:
        left = matrix.copy()
        left.data *= np.asarray(column_weights, dtype=np.float64)[left.indices]
    found = best_of_product(
        left,
        matrix.T.tocsr(),
        count=k,
        rows=chosen_rows(rows, n_rows, "rows"),
        excluded=diagonal(n_rows),  # a row is its own nearest
        row_norms=row_norms,
        column_norms=neighbour_norms,
        shrink=shrink,
        min_score=min_similarity,
        threads=threads,
        engine=engine,
    )
    return Neighbours(found.row, found.column, found.score, found.rank)


def diagonal(size: int):
    from scipy.sparse import csr_matrix

    places = np.arange(size + 1)
    return csr_matrix((np.ones(size, np.uint8), places[:-1], places), (size, size))


def _without_common(matrix, max_column_share: float):
    """The matrix without the columns that more than a share of the active rows touch."""
    from scipy.sparse import diags_array

    if max_column_share == 1:
        return matrix
    active_rows = np.count_nonzero(np.diff(matrix.indptr))
    touches = entries_by_column(matrix)
    rare = touches / max(active_rows, 1) <= max_column_share
    if not rare.all():
        matrix = (matrix @ diags_array(rare.astype(np.float64))).tocsr()
        matrix.eliminate_zeros()
    return matrix


def _unit_rows(matrix):
    """Rows of length 1; a row without an entry stays empty."""
    if matrix.nnz == 0:
        return matrix
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    largest = matrix.max(axis=1).toarray().ravel()
    unit = matrix.copy()
    unit.data /= largest[row_of]  # so that squares neither overflow nor vanish
    unit.data /= np.sqrt(np.bincount(row_of, unit.data**2, matrix.shape[0]))[row_of]
    return unit


def _indexes(values, size: int, name: str) -> np.ndarray:
    values = np.asarray(values)
    if values.size == 0:
        return np.empty(0, dtype=np.int32)
    if values.ndim != 1 or values.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a one-dimensional list of whole numbers.")
    if values.min() < 0 or values.max() >= size:
        raise ValueError(f"{name} must lie between 0 and {size - 1}.")
    return values.astype(np.int32)


def _checked_shape(shape) -> tuple[int, int]:
    n_rows, n_columns = (int(size) for size in shape)
    if min(n_rows, n_columns) < 0 or max(n_rows, n_columns) > LARGEST_INDEX:
        raise ValueError("shape must be two sizes between 0 and 2147483647.")
    return n_rows, n_columns


def _check_share(value: float, name: str) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value!r}.")
