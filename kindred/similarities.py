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
    SCALE,
    canonical,
    check_whole,
    chosen_rows,
    largest_of_product,
    ranked,
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
) -> Neighbours:
    """The k most similar other rows of each row, by cosine over all rows.

    matrix: sparse [n_rows x n_columns], zero or more. rows: source rows to answer for (default
    all); neighbours always come from all rows. Only similarities above zero and of at least
    min_similarity count, both after rounding to nine decimals; rows without any are absent.
    Columns that more than max_column_share of the rows touch (of the rows that touch anything)
    are left out of dot products and norms alike: a bestseller says little about taste and costs
    the square of its users. threads affects speed, not results.

    Ties: of any number of rows with equal similarity the smaller row numbers win, also at place k.
    Only where more than 16 rows (`products.SLACK`) lie within 1e-9 of place k *without* being
    equal may one of them be taken for another; they then differ by less than 1e-9.

    Raises ValueError for a matrix that is not sparse, a value below zero or not finite, k or
    threads below 1, a row out of range or listed twice, or a limit outside 0 to 1.

    Source: Sarwar et al. (2001), "Item-based collaborative filtering recommendation algorithms",
    section 3.1.1, without centring; the product as in `kindred.products`.
    """
    check_whole(k, "k")
    check_whole(threads, "threads")
    _check_share(min_similarity, "min_similarity")
    _check_share(max_column_share, "max_column_share")
    unit = _unit_rows(canonical(matrix, "matrix"), max_column_share)
    chunks = largest_of_product(
        unit,
        unit.T.tocsr(),
        rows=chosen_rows(rows, unit.shape[0], "rows"),
        count=k + 1,  # a row is its own nearest
        above=max(0.0, min_similarity - 2 / SCALE),
        threads=threads,
    )
    return _joined([_nearest(chunk, k, min_similarity) for chunk in chunks])


def _nearest(chunk, k: int, min_similarity: float) -> tuple[np.ndarray, ...]:
    others = np.where(chunk.columns == chunk.rows[:, None], 0.0, chunk.values)
    row, neighbour, similarity, rank = ranked(chunk.columns, others, k)
    enough = similarity >= min_similarity
    found = chunk.rows[row], neighbour, similarity, rank
    types = np.int32, np.int32, np.float64, np.int32
    return tuple(array[enough].astype(dtype) for array, dtype in zip(found, types, strict=True))


def _joined(parts: list[tuple[np.ndarray, ...]]) -> Neighbours:
    none = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0, np.int32)
    return Neighbours(*(np.concatenate(arrays) for arrays in zip(none, *parts, strict=True)))


def _unit_rows(matrix, max_column_share: float):
    """Rows of length 1 over the columns that are not too common; a row without any stays empty."""
    from scipy.sparse import diags_array

    active_rows = np.count_nonzero(np.diff(matrix.indptr))
    touches = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = touches / max(active_rows, 1) <= max_column_share
    if not rare.all():
        matrix = (matrix @ diags_array(rare.astype(np.float64))).tocsr()
        matrix.eliminate_zeros()
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
