"""k-means and silhouette beside scikit-learn, and the promises that it does not make."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.metrics.pairwise import euclidean_distances

from kindred.segments import fit_kmeans, silhouette

ROWS, TRUE_LABELS = make_blobs([300, 200, 120, 60], 3, cluster_std=0.6, random_state=4)
# overlapping: here a start can end in a worse optimum
CROWDED, _ = make_blobs(600, 5, centers=7, cluster_std=3.0, random_state=5)


def test_finds_separate_clusters_numbered_by_size():
    fit = fit_kmeans(ROWS, k=4, seed=1)
    assert adjusted_rand_score(TRUE_LABELS, fit.labels) == 1.0
    assert np.bincount(fit.labels).tolist() == [300, 200, 120, 60]
    means = [ROWS[fit.labels == cluster].mean(axis=0) for cluster in range(4)]
    np.testing.assert_allclose(fit.centroids, means, atol=1e-9)


@pytest.mark.parametrize("k", [2, 7, 10])
def test_no_worse_than_scikit_learn(k):
    best = min(KMeans(k, n_init=10, random_state=seed).fit(CROWDED).inertia_ for seed in range(5))
    fit = fit_kmeans(CROWDED, k=k, seed=1)
    assert fit.inertia <= 1.01 * best
    squares = euclidean_distances(CROWDED, fit.centroids) ** 2
    assert fit.labels.tolist() == squares.argmin(axis=1).tolist()
    assert fit.inertia == pytest.approx(squares.min(axis=1).sum())


def test_order_of_rows_and_repetition_change_nothing():
    order = np.random.default_rng(3).permutation(len(CROWDED))
    first, other = (fit_kmeans(rows, k=5, seed=1) for rows in (CROWDED, CROWDED[order]))
    assert np.array_equal(first.centroids, other.centroids)
    assert np.array_equal(first.labels[order], other.labels)


def test_sample_stands_for_all_rows():
    whole = fit_kmeans(ROWS, k=4, seed=1)
    sampled = fit_kmeans(ROWS, k=4, seed=1, max_sample_rows=200)
    assert np.array_equal(sampled.labels, whole.labels)
    np.testing.assert_allclose(sampled.centroids, whole.centroids, atol=1e-9)


def test_fewer_distinct_rows_than_clusters():
    fit = fit_kmeans([[1.0, 2.0]] * 3 + [[5.0, 6.0]], k=5, seed=0)
    assert fit.centroids.tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert (fit.labels.tolist(), fit.inertia) == ([0, 0, 0, 1], 0.0)
    assert fit_kmeans(np.empty((0, 3)), k=5, seed=0).centroids.shape == (0, 3)


@pytest.mark.parametrize("labels", [TRUE_LABELS, np.arange(len(ROWS)) % 3])
def test_silhouette_is_scikit_learns(labels):
    value, used = silhouette(ROWS, labels, seed=0)
    assert value == pytest.approx(silhouette_score(ROWS, labels), abs=1e-12)
    assert used == len(ROWS)


def test_silhouette_by_hand_and_its_limits():
    # outer rows: 1 within, (4 + 5) / 2 between; inner ones: 1 and (3 + 4) / 2; a row alone counts 0
    rows = [[0.0], [1.0], [4.0], [5.0]]
    expected = 2 * ((4.5 - 1) / 4.5 + (3.5 - 1) / 3.5) / 4
    assert silhouette(rows, [0, 0, 1, 1], seed=0) == (pytest.approx(expected), 4)
    assert silhouette(rows[:3], [0, 0, 1], seed=0)[0] == pytest.approx((3 / 4 + 2 / 3) / 3)
    assert silhouette(rows, [0, 1, 2, 3], seed=0) == (0.0, 4)
    assert np.isnan(silhouette(rows, [0, 0, 0, 0], seed=0)[0])
    value, used = silhouette(ROWS, TRUE_LABELS, seed=0, max_sample_rows=300)
    assert used == 300
    assert value == pytest.approx(silhouette_score(ROWS, TRUE_LABELS), abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: fit_kmeans([[np.nan]], k=1, seed=0), "finite"),
        (lambda: fit_kmeans([1.0], k=1, seed=0), "two-dimensional"),
        (lambda: fit_kmeans([[1.0]], k=0, seed=0), "k must be at least 1"),
        (lambda: fit_kmeans([[1.0]], k=1, seed=-1), "seed"),
        (lambda: silhouette([[1.0]], [0, 1], seed=0), "one label for each row"),
        (lambda: silhouette([[1.0]], [0], seed=0, max_sample_rows=0), "max_sample_rows"),
    ],
)
def test_wrong_arguments(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
