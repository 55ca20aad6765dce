"""How strongly an interaction counts, before rows are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kindred.recommenders.history import Ratings

WEIGHTINGS = ("binary", "strength", "tfidf", "bm25")
OF_RATINGS = ("adjusted_cosine", "pearson")  # which look at what was said, not at what was done
BM25_SATURATION = 1.2  # k1
BM25_LENGTH = 0.75  # b


def weighted(matrix, weighting: str):
    """The CSR matrix with each value as `weighting` counts it; rows are what is compared.

    binary: 1. strength: as given. tfidf: strength times log(n_rows / rows of the column), the
    classic inverse document frequency with rows as documents. bm25: Okapi BM25 with k1 = 1.2,
    b = 0.75 and log(1 + (n - df + 0.5) / (df + 0.5)). n_rows counts rows that hold anything.

    Raises ValueError for another name.

    Source: Salton and Buckley (1988); Robertson and Zaragoza (2009), "The probabilistic relevance
    framework: BM25 and beyond".
    """
    if weighting not in WEIGHTINGS:
        known = ", ".join(WEIGHTINGS)
        raise ValueError(f"weighting must be one of {known}, not {weighting!r}.")
    result = matrix.copy()
    if weighting == "strength" or matrix.nnz == 0:
        return result
    if weighting == "binary":
        result.data = np.ones(matrix.nnz)
        return result
    rows_count = np.count_nonzero(np.diff(matrix.indptr))
    touches = np.bincount(matrix.indices, minlength=matrix.shape[1])
    if weighting == "tfidf":
        rarity = np.log(rows_count / np.maximum(touches, 1))
        result.data *= rarity[matrix.indices]
    else:
        rarity = np.log1p((rows_count - touches + 0.5) / (touches + 0.5))
        row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        lengths = np.bincount(row_of, matrix.data, matrix.shape[0])
        long = 1 - BM25_LENGTH + BM25_LENGTH * lengths / (lengths.sum() / rows_count)
        saturated = matrix.data + BM25_SATURATION * long[row_of]
        result.data *= rarity[matrix.indices] * (BM25_SATURATION + 1) / saturated
    result.eliminate_zeros()
    return result


def centred(ratings: Ratings, shape: tuple[int, int], side: str):
    """CSR [n_users x n_items] of the ratings, less the mean of all that their `side` was rated.

    side: "user", what the user usually gives, or "item", what the item usually gets. A rating at
    the mean (to nine decimals) says nothing, as one that is not there.
    """
    from scipy.sparse import csr_matrix

    of_side, size = (ratings.user, shape[0]) if side == "user" else (ratings.item, shape[1])
    sums = np.bincount(of_side, ratings.rating, size)
    means = sums / np.maximum(np.bincount(of_side, minlength=size), 1)
    difference = np.round(ratings.rating - means[of_side], 9)  # of equal ratings, no last digits
    matrix = csr_matrix((difference, (ratings.user, ratings.item)), shape)
    matrix.eliminate_zeros()
    return matrix


def rows_to_sum_one(matrix):
    """CSR, each row over its sum; an empty row stays empty."""
    return _rows_over(matrix, np.asarray(matrix.sum(axis=1)).ravel())


def rows_to_length_one(matrix):
    """CSR, each row over its Euclidean length; an empty row stays empty."""
    return _rows_over(matrix, np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()))


def _rows_over(matrix, sizes: np.ndarray):
    return scaled_rows(matrix, 1 / np.where(sizes > 0, sizes, 1.0))


def scaled_rows(matrix, scale: np.ndarray):
    """CSR, each row times its number in scale [n_rows]."""
    result = matrix.tocsr(copy=True)
    result.data *= np.repeat(scale, np.diff(result.indptr))
    return result
