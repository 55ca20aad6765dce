"""The best entries of each row of a sparse product: what similarities and recommendations share.

Two engines give the same answer: `kindred.kernels`, compiled by Numba, the fast one; and
`kindred.library_products`, by the library sparse_dot_topn, which starts at once. Engine `python`
takes the one that is the sooner done. Scores are rounded to nine decimals before they are ranked,
and ties go to the smaller column, whatever the threads.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SCALE = 1e9  # nine decimals
LARGEST_INDEX = 2**31 - 1
ENGINES = ("python", "numba", "sparse_dot_topn")
WORTH_NUMBA = 10_000_000  # multiply-adds above which Kindred's kernel is done before the library
ENTRIES_PER_CHUNK = 10_000_000  # affects memory, not results
INDICES_PER_COUNT = 1_000_000  # affects memory, not results
PARTS_PER_THREAD = 8  # so that no thread ends long before the others; affects speed, not results


@dataclass(frozen=True)
class Ranked:
    """Entries of a product, sorted by (row, rank); four arrays of one length.

    row, column, rank: int32, ranks from 1; score: float64, rounded to nine decimals; of equal
    scores the smaller column comes first. largest: float64 [n_rows], the row's largest sum, which
    scores were divided by (None unless they were).
    """

    row: np.ndarray
    column: np.ndarray
    score: np.ndarray
    rank: np.ndarray
    largest: np.ndarray | None = None


class Product(NamedTuple):
    """What an engine is asked for, as `best_of_product` describes it, with nothing left out.

    row_norms is the engine's to fill with the rows' largest sums where `relative`.
    """

    left: csr_matrix
    right: csr_matrix
    count: int
    rows: np.ndarray
    excluded: csr_matrix
    row_norms: np.ndarray
    column_norms: np.ndarray
    shrink: float
    min_score: float
    relative: bool
    threads: int


def canonical(matrix, name: str, signed: bool = False) -> csr_matrix:
    """The matrix as float64 CSR with sorted indices and without stored zeros; the input is kept.

    Raises ValueError when it is not a SciPy sparse matrix, or holds a value that is not finite or,
    unless `signed`, negative.
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
    if not np.all(np.isfinite(result.data)):
        raise ValueError(f"{name} must hold finite values.")
    if not signed and np.any(result.data < 0):
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


def entries_at(matrix, rows, columns) -> np.ndarray:
    """float64 [n]: what the canonical CSR matrix holds at (rows[p], columns[p]), or zero."""
    if len(rows) == 0:  # for which SciPy has a matrix, not a list
        return np.zeros(0)
    return np.asarray(matrix[rows, columns], dtype=np.float64).ravel()


def entries_by_column(matrix) -> np.ndarray:
    """int64 [n_columns]: how many entries each has; in parts, since to count copies the indices."""
    parts = np.array_split(matrix.indices, matrix.nnz // INDICES_PER_COUNT + 1)
    return sum(np.bincount(part, minlength=matrix.shape[1]) for part in parts)


def bounds_of_runs(rows) -> np.ndarray:
    """int64 [n_runs x 2]: where each run of equal numbers begins and ends; rows: ascending."""
    steps = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
    return np.column_stack([steps[:-1], steps[1:]])


def sums_at(left, right, rows, columns, *, threads: int = 1, engine: str = "python") -> np.ndarray:
    """float64 [n]: what left @ right holds at (rows[p], columns[p]), two whole-number arrays.

    left [n x m], right [m x p]: canonical CSR. engine (`ENGINES`) and threads affect speed, not
    results.
    """
    order = np.argsort(rows, kind="stable")
    rows, columns, found = rows[order], columns[order], np.empty(len(rows))
    bounds = bounds_of_runs(rows)
    if engine != "sparse_dot_topn":
        _sums_by_kernel(left, right, rows, columns, bounds, threads, found)
    else:  # without Numba
        step = max(1, ENTRIES_PER_CHUNK // max(right.shape[1], 1))
        for some in (bounds[start : start + step] for start in range(0, len(bounds), step)):
            pairs = slice(some[0, 0], some[-1, 1])
            block = (left[rows[some[:, 0]]] @ right).toarray()
            found[pairs] = block[
                np.repeat(np.arange(len(some)), np.diff(some)[:, 0]), columns[pairs]
            ]
    result = np.empty(len(order))
    result[order] = found
    return result


def _sums_by_kernel(left, right, rows, columns, bounds, threads: int, found: np.ndarray) -> None:
    from kindred.kernels import sums_at as sums_of_rows

    sides = [_lists(side, side.indices.view(np.uint32), side.data) for side in (left, right)]

    def find(some) -> None:
        sums_of_rows(some, rows, columns, *sides, np.zeros(right.shape[1]), found)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(find, np.array_split(bounds, threads * PARTS_PER_THREAD)))


def check_whole(value, name: str) -> None:
    """Raise ValueError unless the value is a whole number of at least one."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")


def best_of_product(
    left,
    right,
    *,
    count: int,
    rows: np.ndarray,
    excluded,
    row_norms=None,
    column_norms=None,
    shrink: float = 0.0,
    min_score: float = 0.0,
    relative: bool = False,
    threads: int = 1,
    engine: str = "python",
) -> Ranked:
    """The `count` best entries of the listed rows of left @ right.

    score(r, c) = sum over m of left[r, m] * right[m, c], divided by
    row_norms[r] * column_norms[c] + shrink (norms are 1 by default), or with `relative` by the
    row's largest sum. Scores count that are above zero and at least min_score once rounded to nine
    decimals. Where `excluded` stores an entry, there is none.

    left [n x m], right [m x p] and excluded [n x p] are canonical CSR; rows int64, ascending; norms
    float64 [n] and [p], above zero wherever a sum is. Where every value of both sides is exactly
    one, sums are counted in integers. engine (`ENGINES`) and threads affect speed, not results.

    Raises ValueError for an unknown engine, and when a score is too large to be kept with nine
    decimals (above 70,000 with 50,000 columns).
    """
    check_whole(count, "count")
    check_whole(threads, "threads")
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}.")
    n_rows, n_columns = left.shape[0], right.shape[1]
    row_norms = np.ones(n_rows) if row_norms is None else np.array(row_norms, dtype=np.float64)
    if column_norms is None:
        column_norms = np.ones(n_columns)
    count = min(count, n_columns)
    if count == 0 or len(rows) == 0 or left.nnz == 0 or right.nnz == 0:
        none = np.empty(0, np.int32)
        return Ranked(none, none, np.empty(0), none, np.zeros(n_rows) if relative else None)
    if engine == "python":
        additions = np.diff(right.indptr)[left.indices].sum(dtype=np.int64)
        engine = "numba" if additions >= WORTH_NUMBA or shrink else "sparse_dot_topn"
    norms = row_norms, column_norms
    product = Product(
        left, right, count, rows, excluded, *norms, shrink, min_score, relative, threads
    )
    if engine == "numba":
        found = _best_by_kernel(product)
    else:
        from kindred.library_products import best_by_library

        found = best_by_library(product)
    return Ranked(*found, row_norms if relative else None)


def _best_by_kernel(product: Product) -> tuple[np.ndarray, ...]:
    from kindred.kernels import BLOCK, Lists, Ranking, best_of_rows

    left, right, rows, threads = product.left, product.right, product.rows, product.threads
    excluded = product.excluded
    columns = _by_popularity(right, product.column_norms)
    bits = max(1, int(right.shape[1] - 1).bit_length())
    index = np.uint16 if right.shape[1] <= 2**16 else np.uint32
    right_ones, ones = bool(np.all(right.data == 1)), bool(np.all(left.data == 1))
    counted = right_ones and ones
    sides = (
        _lists(left, left.indices.view(np.uint32), None if counted else left.data),
        _lists(
            right, columns.places.astype(index)[right.indices], None if right_ones else right.data
        ),
        Lists(excluded.indptr.astype(np.int64), excluded.indices, None),
        columns,
    )
    least = (1 - _units_of(product.min_score)) << bits
    ranking = Ranking(bits, least, float(product.shrink), bool(product.relative))
    best = np.empty((len(rows), product.count), dtype=np.int64)

    def find(part) -> bool:
        turns, sum_type = part
        sums = np.zeros(len(columns.least_norms) * BLOCK, sum_type)
        whole = sums.view(np.int64) if sum_type is np.float64 else sums
        return best_of_rows(turns, rows, *sides, product.row_norms, ranking, sums, whole, best)

    with ThreadPoolExecutor(threads) as pool:
        parts = _parts(np.diff(left.indptr)[rows], counted, threads * PARTS_PER_THREAD)
        if not all(list(pool.map(find, parts))):
            raise ValueError("A score is too large to be kept with nine decimals.")
        list(pool.map(lambda some: some.sort(axis=1), np.array_split(best, threads)))
    return _unpacked(best, rows, bits)


def _by_popularity(right, norms):
    """The columns of the right-hand side, those with most entries first."""
    from kindred.kernels import BLOCK, Columns

    n_columns = right.shape[1]
    names = np.argsort(-entries_by_column(right), kind="stable")
    places = np.empty(n_columns, dtype=np.int64)
    places[names] = np.arange(n_columns)
    padded = np.full(-(-n_columns // BLOCK) * BLOCK, np.inf)
    padded[:n_columns] = norms[names]
    blocks = padded.reshape(-1, BLOCK)
    return Columns(names, places, padded, blocks.min(axis=1), blocks.max(axis=1))


def _lists(matrix, indices, values):
    from kindred.kernels import Lists

    return Lists(matrix.indptr.astype(np.int64), indices, values)


def _parts(lengths: np.ndarray, counted: bool, parts_count: int):
    """What one thread does at a time: row positions of all sizes, and the type to add them up in.

    A sum of ones is at most the number of ones in the row.
    """
    types = (np.uint8, np.uint16, np.uint32) if counted else (np.float64,)
    size = np.searchsorted([np.iinfo(kind).max for kind in types[:-1]], lengths)
    for position, sum_type in enumerate(types):
        turns = np.flatnonzero(size == position)
        for start in range(min(parts_count, len(turns))):
            yield turns[start::parts_count].copy(), sum_type


def _units_of(min_score: float) -> int:
    """The least whole number of billionths, from 1, that is at least min_score."""
    units = max(1, int(np.floor(min_score * SCALE)) - 1)
    while units / SCALE < min_score:
        units += 1
    return units


def _unpacked(best: np.ndarray, rows: np.ndarray, bits: int) -> tuple[np.ndarray, ...]:
    """The sorted keys [m x count] as rows, columns, scores and ranks."""
    from kindred.kernels import NOTHING

    filled = best != NOTHING
    lengths = np.count_nonzero(filled, axis=1)
    keys = best.ravel() if filled.all() else best[filled]
    rank = np.broadcast_to(np.arange(1, best.shape[1] + 1, dtype=np.int32), best.shape)[filled]
    return (
        np.repeat(rows.astype(np.int32), lengths),
        (keys & ((1 << bits) - 1)).astype(np.int32),
        -(keys >> bits) / SCALE,
        rank,
    )
