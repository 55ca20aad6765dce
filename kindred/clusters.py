"""Dividing rows into clusters, by k-means or a Gaussian mixture: one kind of fit, applied alike.

Rows are learned from on a grid of 2^-20, so that sums over them are exact in any order and on any
number of threads; whatever is drawn is drawn by a digest of the rows' values, not by their place.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

DECIMALS = 9
GRID = 2.0**-20  # sums of up to 2^33 / |value| rows stay exact in float64
ROWS_PER_CHUNK = 16_384  # affects memory and speed, not results
FULL_LLOYD_STEPS = 2
MAX_STEPS = 100
LEAST_SHIFT = 1e-3  # of a centroid, in units of the matrix: below it a fit has settled
LEAST_GAIN = 1e-4  # of the mean log-likelihood of a row, likewise
LEAST_VARIANCE_SHARE = 0.05  # of a column's variance: no cluster of a mixture is narrower


def on_one_thread(function):
    """Keeps NumPy's products on one thread: small ones lose more by waiting than they gain."""

    @functools.wraps(function)
    def limited(*values, **options):
        with _thread_pools().limit(limits=1):
            return function(*values, **options)

    return limited


@functools.cache
def _thread_pools():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@dataclass(frozen=True)
class Fit:
    """Clusters as numbers that are enough to apply them.

    centroids, precision (one over the variance): float64 [k x d]; log_prior: float64 [k].
    """

    centroids: np.ndarray
    precision: np.ndarray
    log_prior: np.ndarray

    @property
    def count(self) -> int:
        """The number of clusters."""
        return len(self.centroids)


@on_one_thread
def fit_kmeans(matrix, *, k: int, seed: int, starts: int = 5, max_sample_rows: int = 20_000) -> Fit:
    """k-means, the same for any order of the rows and any number of threads.

    matrix: numbers [n x d], best scaled to comparable units. The best of `starts` fits (greedy
    k-means++, then Lloyd steps until they settle) on all rows, or on a seeded sample of
    max_sample_rows where there are more, is followed by two Lloyd steps over all rows. Clusters
    are numbered by size descending, then centroid lexicographically. k is silently lowered to the
    number of distinct rows, and an empty cluster is dropped, so there may be fewer than k; no rows
    give no clusters. All share one precision, one over the variance within clusters pooled over
    clusters and columns (1 where there is none), and log_prior is 0.

    Raises ValueError when the matrix is not two-dimensional or holds a non-finite value, when k,
    starts or max_sample_rows is below 1, or the seed is negative.

    Source: Lloyd (1982), "Least squares quantization in PCM"; Arthur and Vassilvitskii (2007),
    "k-means++: the advantages of careful seeding".
    """
    rows = on_grid(matrix)
    for name, value in (("k", k), ("starts", starts), ("max_sample_rows", max_sample_rows)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value!r}.")
    sample = rows[sampled(rows, max_sample_rows, seed)]
    rng = np.random.default_rng(seed)
    fits = [_settled(sample, _spread_start(sample, k, rng)) for _ in range(starts)]
    centroids, _ = min(fits, key=lambda fit: round(fit[1], DECIMALS))
    for _ in range(FULL_LLOYD_STEPS if len(sample) < len(rows) else 0):
        labels = nearest(rows, centroids)
        centroids = means(rows, labels, centroids)
    return fit_of(rows, nearest(rows, centroids), centroids)


@on_one_thread
def fit_mixture(matrix, start: Fit, *, seed: int, max_sample_rows: int = 20_000) -> Fit:
    """A Gaussian mixture with a diagonal covariance for each cluster, from the clusters of `start`.

    matrix: numbers [n x d], of which a seeded sample of max_sample_rows is used where there are
    more. Expectation-maximisation until the mean log-likelihood has
    settled; no variance falls below LEAST_VARIANCE_SHARE of its column's. log_prior is the log
    weight minus half the log determinant of the covariance.

    Raises ValueError when the matrix is not two-dimensional or holds a non-finite value.

    Source: Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM
    algorithm".
    """
    rows = on_grid(matrix)
    sample = rows[sampled(rows, max_sample_rows, seed)]
    if len(sample) == 0:
        return start
    floor = np.maximum(LEAST_VARIANCE_SHARE * sample.var(axis=0), LEAST_VARIANCE_SHARE**2)
    fit, likelihood = start, -np.inf
    for _ in range(MAX_STEPS):
        density = log_density(sample, fit)
        peak = density.max(axis=1, keepdims=True)
        shares = np.exp(density - peak)
        total = shares.sum(axis=1, keepdims=True)
        previous, likelihood = likelihood, float(np.mean(np.log(total) + peak))
        if likelihood - previous < LEAST_GAIN:
            break
        fit = _maximised(sample, shares / total, floor)
    return rounded(fit)


def fit_of(rows, labels, centroids) -> Fit:
    """The fit of clusters that share one spread: by size descending, without empty ones.

    rows: [n x d] on the grid; labels: whole numbers [n] into centroids [k x d].
    """
    sizes = np.bincount(labels, minlength=len(centroids))
    order = np.lexsort((*np.round(centroids, DECIMALS).T[::-1], -sizes))
    order = order[sizes[order] > 0]
    variance = round(inertia(rows, labels, centroids) / max(rows.size, 1), DECIMALS)
    precision = round(1.0 / variance, DECIMALS) if variance > 0 else 1.0
    centroids = np.round(centroids[order], DECIMALS)
    return Fit(centroids, np.full(centroids.shape, precision), np.zeros(len(centroids)))


def rounded(fit: Fit) -> Fit:
    """The fit as it is kept: nine decimals."""
    return Fit(
        *(np.round(part, DECIMALS) for part in (fit.centroids, fit.precision, fit.log_prior))
    )


@on_one_thread
def assigned(matrix, fit: Fit) -> np.ndarray:
    """Each row's cluster: int32 [n]. Densities are rounded to nine decimals, ties to the smaller.

    The same formula stands in SQL, in int_user_clusters.
    """
    labels = np.empty(len(matrix), dtype=np.int32)
    for part in _chunks(len(matrix)):
        labels[part] = np.round(log_density(matrix[part], fit), DECIMALS).argmax(axis=1)
    return labels


def log_density(rows, fit: Fit) -> np.ndarray:
    """log_prior - sum((x - centroid)^2 * precision) / 2 of every row and cluster: [n x k]."""
    weighted = fit.centroids * fit.precision
    constant = fit.log_prior - 0.5 * np.sum(weighted * fit.centroids, axis=1)
    return rows @ weighted.T - 0.5 * (rows**2 @ fit.precision.T) + constant


def on_grid(matrix) -> np.ndarray:
    """The matrix as float64 on the grid. Raises ValueError unless it is a finite table."""
    table = np.asarray(matrix, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"matrix must be two-dimensional, not {table.ndim}-dimensional.")
    rounded = table / GRID
    np.rint(rounded, out=rounded)
    rounded *= GRID
    rounded += 0.0  # there is one zero
    if not np.isfinite(rounded.sum()):
        raise ValueError("matrix must not hold missing or infinite values.")
    return rounded


def sampled(rows, size: int, seed: int) -> np.ndarray:
    """Row numbers of a seeded sample of at most `size` rows, drawn by value and in drawn order.

    Every row gets a digest of its values, of the seed, and of how many equal rows stood before
    it; the smallest are drawn. So the same rows in another order give the same sample.

    Raises ValueError when the seed is negative.
    """
    if seed < 0:
        raise ValueError(f"seed must be zero or more, not {seed!r}.")
    factors = np.random.default_rng(seed).integers(0, 2**63, rows.shape[1] + 1, dtype=np.uint64)
    digest = np.full(len(rows), factors[-1])
    for part in _chunks(len(rows)):
        whole = np.rint(rows[part] / GRID).astype(np.int64).view(np.uint64)
        digest[part] += whole @ (factors[:-1] * np.uint64(2) + np.uint64(1))
    digest = _mixed(digest)
    by_digest = np.argsort(digest, kind="stable")
    in_order = digest[by_digest]
    opens = np.concatenate([[True], in_order[1:] != in_order[:-1]])[: len(rows)]
    place = np.arange(len(rows)) - np.maximum.accumulate(np.where(opens, np.arange(len(rows)), 0))
    if not place.any():
        return by_digest[:size]
    scattered = _mixed(in_order + place.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    digest = np.where(place > 0, scattered, in_order)
    return by_digest[np.argsort(digest, kind="stable")[:size]]


def nearest(rows, centroids) -> np.ndarray:
    """Each row's nearest centroid (the first of equals): int32 [n]."""
    labels = np.empty(len(rows), dtype=np.int32)
    half = 0.5 * np.sum(centroids**2, axis=1)
    for part in _chunks(len(rows)):
        nearness = rows[part] @ centroids.T
        nearness -= half
        labels[part] = np.round(nearness, DECIMALS, out=nearness).argmax(axis=1)
    return labels


def inertia(rows, labels, centroids) -> float:
    """The sum of squared distances of the rows to their centroids."""
    gaps = (rows[part] - centroids[labels[part]] for part in _chunks(len(rows)))
    return float(sum(np.vdot(gap, gap) for gap in gaps))


def means(rows, labels, centroids) -> np.ndarray:
    """The mean of each cluster's rows [k x d]; a cluster without rows keeps its centroid."""
    k = len(centroids)
    counts = np.bincount(labels, minlength=k)
    sums = np.zeros(centroids.shape)
    for part in _chunks(len(rows)):
        sums += (labels[part] == np.arange(k)[:, None]).astype(np.float64) @ rows[part]
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centroids)


def _chunks(n_rows: int) -> list[slice]:
    return [slice(start, start + ROWS_PER_CHUNK) for start in range(0, n_rows, ROWS_PER_CHUNK)]


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers scattered over 64 bits (the finaliser of SplitMix64; Steele, 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _spread_start(rows, k: int, rng) -> np.ndarray:
    """k-means++: centroids drawn by squared distance from those before, the best of a few tries."""
    tries = 2 + int(np.log(k))
    if len(rows) == 0:
        return np.empty((0, rows.shape[1]))
    squares = np.einsum("ij,ij->i", rows, rows)
    chosen = [int(rng.integers(len(rows)))]
    gaps = _squares_to(rows, squares, chosen[:1])[0]
    while len(chosen) < k and gaps.max() > 0:
        reached = np.cumsum(gaps)
        drawn = np.searchsorted(reached, rng.random(tries) * reached[-1], side="right")
        drawn = np.minimum(drawn, len(rows) - 1)
        left = np.minimum(gaps, _squares_to(rows, squares, drawn))
        best = int(np.round(left.sum(axis=1), DECIMALS).argmin())
        chosen.append(int(drawn[best]))
        gaps = left[best]
    return rows[chosen]


def _squares_to(rows, squares, chosen) -> np.ndarray:
    """Squared distances of every row to some of them [len(chosen) x n], nothing below the grid."""
    found = squares[chosen][:, None] + squares - 2 * (rows[chosen] @ rows.T)
    return np.where(found > GRID**2, found, 0.0)


def _settled(rows, centroids) -> tuple[np.ndarray, float]:
    """Lloyd steps until no centroid moves; the centroids and the sum of squares."""
    for _ in range(MAX_STEPS):
        labels = nearest(rows, centroids)
        moved = means(rows, labels, centroids)
        has_settled = np.max(np.abs(moved - centroids), initial=0.0) < LEAST_SHIFT
        centroids = moved
        if has_settled:
            break
    return centroids, inertia(rows, labels, centroids)


def _maximised(rows, shares, floor) -> Fit:
    """The mixture that fits best when each row belongs to each cluster by its share."""
    weights = np.maximum(shares.sum(axis=0), GRID)[:, None]
    centroids = shares.T @ rows / weights
    variances = np.maximum(shares.T @ rows**2 / weights - centroids**2, floor)
    log_prior = np.log(weights[:, 0] / len(rows)) - 0.5 * np.sum(np.log(variances), axis=1)
    return Fit(centroids, 1.0 / variances, log_prior)
