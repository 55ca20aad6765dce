"""Behaviour vectors: users and items as points, near each other where behaviour is alike.

What is fitted are vectors of items. A user's vector is the sum of the vectors of what they touched,
each counted by strength and by the item's own weight, brought to length 1; so somebody who came
after the fit is encoded by the very formula that encodes all others. The dot product of a user's
and an item's vector says how well the two go together; the cosine of two vectors of one kind says
how alike they are.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kindred.clusters import on_one_thread
from kindred.products import SCALE, canonical, check_whole, chosen_rows
from kindred.recommendations import Candidates
from kindred.similarities import Neighbours

EXTRA_COLUMNS = 16  # tried beyond those wanted, and steps: affect how exact the factors are
POWER_STEPS = 5
VALUES_PER_BLOCK = 8_000_000  # affects memory, not results
COSINE_OF_NOTHING = 1e-6  # what numbers of float32 leave of a cosine that is zero


@dataclass(frozen=True)
class ItemVectors:
    """What an encoder knows of items.

    values: float32 [n_items x width], zeros for an item that it knows nothing of; weight: float64
    [n_items], what a unit of strength with the item counts in a user's vector; dimension: how many
    of the columns are in use, the others are zero.
    """

    values: np.ndarray
    weight: np.ndarray
    dimension: int


@on_one_thread
def fit_spectral(
    strengths,
    *,
    width: int,
    seed: int,
    user_exponent: float = 0.25,
    item_exponent: float = 0.4,
    target_exponent: float = 0.3,
) -> ItemVectors:
    """Item vectors from the truncated singular value decomposition of the strengths.

    strengths: sparse [n_users x n_items], zero or more. Each value is divided by the sums of its
    row and of its column, raised to user_exponent and item_exponent, so that neither busy users nor
    bestsellers fill the first dimensions. With V the right singular vectors (columns of falling
    singular value, the entry of largest size positive) and s the sums of the columns, an item's
    vector is V * s ** target_exponent (over the mean of s, so that the unit of strength does not
    matter), and its weight undoes that and divides by s ** item_exponent. No more columns are in
    use than the matrix has independent rows and columns.

    Source: Cremonesi, Koren and Turrin (2010), "Performance of recommender algorithms on top-N
    recommendation tasks" (PureSVD); scaled by degrees as in Shen et al. (2021), "How powerful is
    graph convolution for recommendation?".

    Raises ValueError for a value below zero or not finite, or a width below 1.
    """
    check_whole(width, "width")
    matrix = canonical(strengths, "strengths").copy()
    per_user, per_item = (np.asarray(matrix.sum(axis=axis)).ravel() for axis in (1, 0))
    busy, common = _power(per_user, -user_exponent), _power(per_item, -item_exponent)
    matrix.data *= np.repeat(busy, np.diff(matrix.indptr)) * common[matrix.indices]
    _, sizes, factors = truncated_svd(matrix, width, seed=seed)
    if len(sizes):
        per_item = per_item / per_item[per_item > 0].mean()
    values = factors.T * _power(per_item, target_exponent)[:, None]
    weight = common * _power(per_item, -target_exponent)
    return ItemVectors(padded(values, width), weight, len(sizes))


@on_one_thread
def fold_in(strengths, vectors: ItemVectors) -> np.ndarray:
    """User vectors, float32 [n_users x width], of length 1; zeros where nothing is known.

    strengths: sparse [n_users x n_items], zero or more. vector(u) = sum over items i of
    strength(u, i) * weight(i) * values(i), over its length. Needs nothing but the fitted items.
    """
    summed = canonical(strengths, "strengths") @ (
        vectors.values.astype(np.float64) * vectors.weight[:, None]
    )
    return unit(summed).astype(np.float32)


def unit(values) -> np.ndarray:
    """Rows brought to length 1, float64; a row without length (up to 1e-12) is zero."""
    values = np.asarray(values, dtype=np.float64)
    length = np.sqrt(np.einsum("ij,ij->i", values, values))[:, None]
    return np.divide(values, length, out=np.zeros_like(values), where=length > 1e-12)


def padded(values, width: int) -> np.ndarray:
    """float32 [n x width]: the values with columns of zeros behind them."""
    result = np.zeros((len(values), width), dtype=np.float32)
    result[:, : values.shape[1]] = values
    return result


@on_one_thread
def narrowed(values, width: int) -> tuple[np.ndarray, int]:
    """(float32 [n x width], columns in use): vectors from elsewhere, brought to a width.

    Narrower ones get zeros behind them; wider ones are turned onto the directions that hold most of
    them, so that dot products change as little as `width` numbers allow. Raises ValueError when a
    value is not finite.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or not np.all(np.isfinite(values)):
        raise ValueError("Vectors must be a table of finite numbers.")
    if values.shape[1] <= width:
        return padded(values, width), values.shape[1]
    sizes, directions = np.linalg.eigh(values.T @ values)  # squares of singular values, rising
    kept = min(width, int(np.sum(sizes > max(sizes[-1], 0.0) * 1e-12)))
    directions = directions[:, ::-1][:, :kept]
    largest = np.abs(directions).argmax(axis=0)
    turned = directions * np.sign(directions[largest, np.arange(kept)])
    return padded(values @ turned, width), kept


@on_one_thread
def truncated_svd(matrix, count: int, *, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(left [n x k], sizes [k], right [k x d]): the k largest singular values and their vectors.

    matrix: sparse [n x d] of any sign; k is `count`, or the rank where that is less. Sizes fall;
    the entry of largest size in each row of `right` is positive. By a seeded random start and
    POWER_STEPS steps of subspace iteration with EXTRA_COLUMNS more columns; the same for a seed.

    Source: Halko, Martinsson and Tropp (2011), "Finding structure with randomness", algorithm 4.4.
    """
    wide = min(count + EXTRA_COLUMNS, *matrix.shape)
    if wide == 0 or matrix.nnz == 0:
        return np.zeros((matrix.shape[0], 0)), np.zeros(0), np.zeros((0, matrix.shape[1]))
    transposed = matrix.T.tocsr()
    basis = np.random.default_rng(seed).standard_normal((matrix.shape[1], wide))
    for _ in range(POWER_STEPS):
        basis = np.linalg.qr(transposed @ np.linalg.qr(matrix @ basis)[0])[0]
    left, sizes, turned = np.linalg.svd(matrix @ basis, full_matrices=False)
    kept = min(count, int(np.sum(sizes > sizes[0] * 1e-9)))
    right = turned[:kept] @ basis.T
    sign = np.sign(right[np.arange(kept), np.argmax(np.abs(right), axis=1)])
    return left[:, :kept] * sign, sizes[:kept], right * sign[:, None]


@on_one_thread
def nearest_vectors(
    values, *, k: int, min_similarity: float = 0.0, rows=None, among=None
) -> Neighbours:
    """The k nearest other rows of each row by cosine: exact, as blocks of a matrix product.

    values: numbers [n x d]; a row of zeros is nobody's neighbour. rows: who is answered for;
    among: who may be a neighbour (default all, both). Only cosines above zero and of at least
    min_similarity count, after rounding to nine decimals; ties go to the smaller row.

    Raises ValueError for k below 1, or a row out of range or listed twice.
    """
    check_whole(k, "k")
    units = unit(values)
    rows, among = (
        chosen_rows(chosen, len(units), name) for chosen, name in ((rows, "rows"), (among, "among"))
    )
    others, parts = units[among].T.copy(), []
    step = max(1, VALUES_PER_BLOCK // max(len(among), 1))
    for start in range(0, len(rows) if len(among) else 0, step):
        some = rows[start : start + step]
        cosines = units[some] @ others
        own = np.searchsorted(among, some)
        itself = among[np.minimum(own, len(among) - 1)] == some
        cosines[np.flatnonzero(itself), own[itself]] = 0.0
        row, column, similarity, rank = best_of_block(cosines, k)
        enough = similarity >= min_similarity
        found = some[row], among[column], similarity, rank
        parts.append([array[enough] for array in found])
    joined = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)] if parts else [[]] * 4
    types = np.int32, np.int32, np.float64, np.int32
    return Neighbours(*(np.asarray(a, dtype) for a, dtype in zip(joined, types, strict=True)))


def best_of_block(scores, k: int, floor=0.0) -> tuple[np.ndarray, ...]:
    """(row, column, score, rank): the k largest of each row above zero, ties to the smaller column.

    scores: float64 [m x n], up to 1. Rounded to nine decimals first, so that a difference that is
    none decides nothing. floor: [m x 1] or a number, what a score must be above.
    """
    last = scores.shape[1] - k
    least = np.partition(scores, last, axis=1)[:, last, None] if last > 0 else 0.0
    # whatever may be equal to the k-th once both are rounded
    worth = np.maximum(floor, 0.5 / SCALE)
    row, column = np.nonzero(scores >= np.maximum(least - 1 / SCALE, worth))
    score = np.rint(scores[row, column] * SCALE) / SCALE
    order = np.lexsort((column, -score, row))
    row, column, score = row[order], column[order], score[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row) + 1
    kept = (rank <= k) & (score > 0)
    return row[kept], column[kept], score[kept], rank[kept]


@on_one_thread
def best_items(users, items, *, n: int, exclude=None, threads: int = 1) -> Candidates:
    """The n items of each user with the largest dot product, those excluded left out.

    users: numbers [n_users x d]; items: numbers [n_items x d]; exclude: sparse [n_users x n_items],
    an item is never returned where it is not zero. Only products above zero count, by more than
    what vectors of float32 can tell from it; scores are over the user's best and rounded to nine
    decimals, ties go to the smaller item. threads affect speed, not results.

    Raises ValueError when n or threads is below 1 or shapes disagree.
    """
    check_whole(n, "n")
    check_whole(threads, "threads")
    users, items = np.asarray(users, dtype=np.float64), np.asarray(items, dtype=np.float64)
    if users.shape[1] != items.shape[1]:
        raise ValueError("Users and items must have vectors of one width.")
    if exclude is not None and exclude.shape != (len(users), len(items)):
        raise ValueError(f"exclude must be {len(users)} users x {len(items)} items.")
    others, excluded = items.T.copy(), None if exclude is None else exclude.tocsr()
    step = max(1, VALUES_PER_BLOCK // max(len(items), 1))
    longest = np.sqrt(np.einsum("ij,ij->i", items, items).max(initial=0.0))
    nothing = COSINE_OF_NOTHING * longest * np.sqrt(np.einsum("ij,ij->i", users, users))[:, None]

    def best_from(start: int) -> tuple[np.ndarray, ...]:
        products = users[start : start + step] @ others
        if excluded is not None:
            products[excluded[start : start + step].nonzero()] = 0.0
        best, least = products.max(axis=1, keepdims=True), nothing[start : start + step]
        shares = np.divide(products, best, out=np.zeros_like(products), where=best > least)
        floor = np.divide(least, best, out=np.ones_like(best), where=best > least)
        row, item, score, rank = best_of_block(shares, n, floor)
        return start + row, item, score, rank, best[row, 0]

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(best_from, range(0, len(users) if len(items) else 0, step)))
    joined = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)] if parts else [[]] * 5
    types = np.int32, np.int32, np.float64, np.int32, np.float64
    return Candidates(*(np.asarray(a, dtype) for a, dtype in zip(joined, types, strict=True)))


def _power(values: np.ndarray, exponent: float) -> np.ndarray:
    """values ** exponent; zero stays zero."""
    return np.power(values, exponent, out=np.zeros(len(values)), where=values > 0)
