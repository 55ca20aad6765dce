"""Who belongs together: fitting k-means and judging it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DECIMALS = 9
ROWS_PER_CHUNK = 20_000  # affects memory, not results
FULL_LLOYD_STEPS = 2


@dataclass(frozen=True)
class KMeansFit:
    """centroids: float64 [k x d]; labels: int32 [n]; inertia: sum of squared distances."""

    centroids: np.ndarray
    labels: np.ndarray
    inertia: float

    @property
    def precision(self) -> float:
        """One over the variance within clusters, pooled over clusters and features; 1 if none."""
        variance = self.inertia / max(len(self.labels) * self.centroids.shape[1], 1)
        return 1.0 / variance if variance > 0 else 1.0


def fit_kmeans(
    matrix, *, k: int, seed: int, starts: int = 10, max_sample_rows: int = 200_000
) -> KMeansFit:
    """k-means with k-means++ starts, the same on any number of threads and for any row order.

    matrix: numbers [n x d], best scaled to comparable units. The best of `starts` fits on all
    rows, or on a seeded sample of max_sample_rows where there are more, is followed by two Lloyd
    steps over all rows. Every row's label is its nearest centroid (distances rounded to nine
    decimals, ties to the lexicographically smaller centroid). Clusters are numbered by size
    descending, then centroid lexicographically. k is silently lowered to the number of distinct
    rows, and a cluster that the last step leaves empty is dropped, so there may be fewer than k.
    No rows give an empty fit (centroids [0 x d]).

    Rows are sorted by value before anything is drawn, so the fit does not depend on their order;
    callers still pass rows in a stated order, because labels come back in it.

    Raises ValueError when the matrix is not two-dimensional or holds a non-finite value, when k,
    starts or max_sample_rows is below 1, or the seed is negative.

    Source: Lloyd (1982), "Least squares quantization in PCM"; Arthur and Vassilvitskii (2007),
    "k-means++"; fitted by scikit-learn.
    """
    from threadpoolctl import threadpool_limits

    matrix = _finite_table(matrix, "matrix")
    for name, value in (("k", k), ("starts", starts), ("max_sample_rows", max_sample_rows)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value!r}.")
    if seed < 0:
        raise ValueError(f"seed must be zero or more, not {seed!r}.")
    n_rows, n_features = matrix.shape
    if n_rows == 0:
        return KMeansFit(np.empty((0, n_features)), np.empty(0, dtype=np.int32), 0.0)
    order = _by_value(matrix)
    with threadpool_limits(1):
        centroids = _best_start(matrix, order, k, seed, starts, max_sample_rows)
        for _ in range(FULL_LLOYD_STEPS):
            centroids = _moved(matrix, order, centroids)
    return _numbered(matrix, order, centroids)


def silhouette(matrix, labels, *, seed: int, max_sample_rows: int = 5000) -> tuple[float, int]:
    """The mean silhouette by Euclidean distance, and the number of rows that it rests on.

    matrix: numbers [n x d]; labels: whole numbers [n]. With more than max_sample_rows rows, a
    seeded sample of them, which depends on the row order: pass rows in a stated order. The value
    lies between -1 and 1; a row alone in its cluster counts 0. It is NaN when the rows used are
    fewer than 3 or in fewer than 2 clusters.

    Raises ValueError when lengths differ, a value is not finite, or max_sample_rows is below 1.

    Source: Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation
    of cluster analysis".
    """
    from sklearn.metrics import silhouette_score
    from threadpoolctl import threadpool_limits

    matrix, labels = _finite_table(matrix, "matrix"), np.asarray(labels)
    if labels.shape != (len(matrix),):
        raise ValueError("labels must hold one label for each row of the matrix.")
    if max_sample_rows < 1:
        raise ValueError(f"max_sample_rows must be at least 1, not {max_sample_rows!r}.")
    used = _sample(len(matrix), max_sample_rows, seed)
    n_clusters = len(np.unique(labels[used]))
    if len(used) < 3 or n_clusters < 2:
        return float("nan"), len(used)
    if n_clusters == len(used):
        return 0.0, len(used)
    with threadpool_limits(1):
        return float(silhouette_score(matrix[used], labels[used])), len(used)


def _finite_table(values, name: str) -> np.ndarray:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"{name} must be two-dimensional, not {table.ndim}-dimensional.")
    if not np.all(np.isfinite(table)):
        raise ValueError(f"{name} must not hold missing or infinite values.")
    return table


def _by_value(matrix: np.ndarray) -> np.ndarray:
    """Row numbers in lexicographic order of the rows."""
    if matrix.shape[1] == 0:
        return np.arange(len(matrix))
    return np.lexsort(matrix.T[::-1])


def _sample(n_rows: int, size: int, seed: int) -> np.ndarray:
    """Sorted row numbers: all of them, or a seeded sample without replacement."""
    if n_rows <= size:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng(seed).choice(n_rows, size=size, replace=False))


def _best_start(matrix, order, k: int, seed: int, starts: int, max_sample_rows: int):
    """Centroids of the best of several fits on the (sampled) rows in order of value."""
    from sklearn.cluster import KMeans

    rows = matrix[order[_sample(len(matrix), max_sample_rows, seed)]]
    distinct_rows = 1 + np.count_nonzero(np.any(rows[1:] != rows[:-1], axis=1))
    k = min(k, distinct_rows)
    if k == 1:
        return rows.mean(axis=0, keepdims=True)
    return KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(rows).cluster_centers_


def _assigned(matrix, order, centroids) -> tuple[np.ndarray, np.ndarray]:
    """Nearest centroid (the first of equals) and the distance to it, for rows in that order."""
    labels = np.empty(len(order), dtype=np.int32)
    distances = np.empty(len(order))
    for start in range(0, len(order), ROWS_PER_CHUNK):
        part = slice(start, start + ROWS_PER_CHUNK)
        rows = matrix[order[part]]
        squares = np.empty((len(rows), len(centroids)))
        for cluster, centroid in enumerate(centroids):
            difference = rows - centroid
            squares[:, cluster] = np.einsum("ij,ij->i", difference, difference)
        rounded = np.round(np.sqrt(squares), DECIMALS)
        labels[part] = rounded.argmin(axis=1)
        distances[part] = np.sqrt(squares[np.arange(len(rows)), labels[part]])
    return labels, distances


def _moved(matrix, order, centroids) -> np.ndarray:
    """One Lloyd step: the mean of each centroid's rows; a centroid without rows stays."""
    labels, _ = _assigned(matrix, order, centroids)
    counts = np.bincount(labels, minlength=len(centroids))
    moved = centroids.copy()
    for feature in range(matrix.shape[1]):
        sums = np.bincount(labels, matrix[order, feature], minlength=len(centroids))
        moved[counts > 0, feature] = sums[counts > 0] / counts[counts > 0]
    return moved


def _numbered(matrix, order, centroids) -> KMeansFit:
    """The finished fit: clusters by size descending, then centroid; labels in the rows' order."""
    centroids = centroids[_by_value(centroids)]
    labels, distances = _assigned(matrix, order, centroids)
    sizes = np.bincount(labels, minlength=len(centroids))
    by_size = np.argsort(-sizes, kind="stable")
    by_size = by_size[sizes[by_size] > 0]
    number_of = np.empty(len(centroids), dtype=np.int32)
    number_of[by_size] = np.arange(len(by_size))
    in_row_order = np.empty(len(order), dtype=np.int32)
    in_row_order[order] = number_of[labels]
    return KMeansFit(centroids[by_size], in_row_order, float(np.sum(distances**2)))
