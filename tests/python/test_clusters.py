"""Fits, scores and the hierarchy against scikit-learn, SciPy and numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from kindred import cluster_scores as scores
from kindred.clusters import Fit, assigned, fit_kmeans, fit_mixture, on_grid
from kindred.hierarchy import fit_hierarchy, ward_fit
from kindred.segment_choice import METHODS, Outcomes, fit_segments, score_candidates

pytestmark = pytest.mark.mathematics


def groups(rows: int = 900, columns: int = 6, count: int = 4, apart: float = 1.5):
    """Rows around `count` random middles, and whose each is."""
    rng = np.random.default_rng(5)
    group = rng.integers(0, count, rows)
    middles = rng.normal(0, apart, (count, columns))
    return np.round(middles[group] + rng.normal(0, 1, (rows, columns)), 9), group


def inertia(matrix, fit: Fit) -> float:
    return float(np.sum((matrix - fit.centroids[assigned(matrix, fit)]) ** 2))


@pytest.mark.parametrize("sample", [20_000, 400])
def test_kmeans_is_as_good_as_that_of_scikit_learn(sample):
    matrix, _ = groups()
    best = KMeans(4, n_init=10, random_state=0).fit(matrix)
    fit = fit_kmeans(matrix, k=4, seed=1, max_sample_rows=sample)
    assert inertia(matrix, fit) <= best.inertia_ * 1.0005
    labels = assigned(matrix, fit)
    assert metrics.adjusted_rand_score(best.labels_, labels) > 0.99
    sizes = np.bincount(labels)
    assert np.all(sizes[:-1] >= sizes[1:])
    assert fit.precision[0, 0] == pytest.approx(matrix.size / inertia(matrix, fit), rel=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_order_of_rows_and_equal_rows_change_nothing(method):
    matrix = np.repeat(groups(rows=300)[0], 2, axis=0)
    order = np.random.default_rng(1).permutation(len(matrix))
    one = fit_segments(matrix, method=method, k=4, seed=3)
    other = fit_segments(matrix[order], method=method, k=4, seed=3)
    for field in ("centroids", "precision", "log_prior"):
        assert np.array_equal(getattr(one, field), getattr(other, field))
    assert np.array_equal(assigned(matrix, one)[order], assigned(matrix[order], other))


def test_mixture_is_that_of_scikit_learn():
    matrix, _ = groups(apart=3.0)
    fit = fit_mixture(matrix, fit_kmeans(matrix, k=4, seed=1), seed=1)
    theirs = GaussianMixture(4, covariance_type="diag", random_state=0, n_init=3).fit(matrix)
    order = np.lexsort(theirs.means_.T), np.lexsort(fit.centroids.T)
    assert fit.centroids[order[1]] == pytest.approx(theirs.means_[order[0]], abs=0.01)
    assert 1 / fit.precision[order[1]] == pytest.approx(theirs.covariances_[order[0]], abs=0.02)
    log_dets = np.log(theirs.covariances_).sum(axis=1)
    priors = (np.log(theirs.weights_) - 0.5 * log_dets)[order[0]]
    assert fit.log_prior[order[1]] == pytest.approx(priors, abs=0.05)
    assert metrics.adjusted_rand_score(theirs.predict(matrix), assigned(matrix, fit)) > 0.99


@pytest.mark.parametrize(("rows", "clusters"), [(0, 0), (1, 1), (2, 2), (3, 3), (9, 4)])
@pytest.mark.parametrize("method", METHODS)
def test_few_rows(method, rows, clusters):
    matrix, _ = groups(rows=9)
    fit = fit_segments(matrix[:rows], method=method, k=4, seed=1)
    assert fit.count == clusters
    assert np.all(np.isfinite(fit.precision))
    assert np.all(np.isfinite(fit.log_prior))
    assert len(assigned(matrix[:rows], fit)) == rows


@pytest.mark.parametrize("method", METHODS)
def test_edges_of_the_matrix(method):
    rng = np.random.default_rng(2)
    shapes = {
        "constant columns": np.column_stack([rng.normal(size=60), np.zeros(60)]),
        "one column": rng.normal(size=(60, 1)),
        "200 columns": rng.normal(size=(60, 200)),
        "all rows equal": np.ones((60, 3)),
        "no columns": np.empty((60, 0)),
    }
    for name, matrix in shapes.items():
        fit = fit_segments(matrix, method=method, k=3, seed=1)
        assert np.all(np.isfinite(fit.precision)), name
        assert np.all(fit.precision > 0), name
        assert fit.count == (1 if name in ("all rows equal", "no columns") else 3), name


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="two-dimensional"):
        fit_kmeans([1, 2], k=1, seed=0)
    with pytest.raises(ValueError, match="missing or infinite"):
        fit_kmeans([[np.nan]], k=1, seed=0)
    with pytest.raises(ValueError, match="k must be at least 1"):
        fit_kmeans([[1.0]], k=0, seed=0)
    with pytest.raises(ValueError, match="seed must be zero or more"):
        fit_kmeans([[1.0]], k=1, seed=-1)
    with pytest.raises(ValueError, match="method must be one of"):
        fit_segments([[1.0]], method="dbscan", k=1, seed=1)


def test_hierarchy_is_that_of_scipy():
    matrix = on_grid(groups(rows=300)[0])
    hierarchy = fit_hierarchy(matrix, seed=1)
    theirs = linkage(matrix, "ward")
    assert hierarchy.height == pytest.approx(theirs[:, 2], abs=1e-8)
    assert np.array_equal(hierarchy.rows_count, theirs[:, 3])
    for k in (1, 2, 5, 60, 300):
        cut = hierarchy.cut(k)
        assert len(np.unique(cut)) == k
        assert metrics.adjusted_rand_score(fcluster(theirs, k, "maxclust"), cut) == 1.0
    spans = hierarchy.last_leaf - hierarchy.first_leaf + 1
    assert np.array_equal(spans, hierarchy.rows_count)


def test_hierarchy_of_micro_clusters_is_near_that_of_all_rows():
    matrix, group = groups(rows=3000)
    few = fit_hierarchy(matrix, seed=1, max_leaves=100)
    assert len(few.height) == 99
    assert few.rows_count[-1] == 3000
    assert np.all(np.diff(few.height) >= 0)
    exact = fcluster(linkage(matrix, "ward"), 4, "maxclust")
    reached = metrics.adjusted_rand_score(group, few.cut(4))
    assert reached > metrics.adjusted_rand_score(group, exact) - 0.02
    fit = ward_fit(matrix, few, 4)
    assert metrics.adjusted_rand_score(few.cut(4), assigned(matrix, fit)) > 0.9


def test_scores_are_those_of_scikit_learn():
    matrix, group = groups(rows=400)
    found = scores.silhouettes(scores.distances(matrix), group)
    assert found == pytest.approx(metrics.silhouette_samples(matrix, group), abs=1e-9)
    for ours, theirs in (
        (scores.calinski_harabasz, metrics.calinski_harabasz_score),
        (scores.davies_bouldin, metrics.davies_bouldin_score),
    ):
        assert ours(matrix, group) == pytest.approx(theirs(matrix, group), rel=1e-9)
    other = group // 2
    assert scores.adjusted_rand_index(group, other) == pytest.approx(
        metrics.adjusted_rand_score(group, other)
    )
    assert scores.adjusted_rand_index(group, group) == 1.0
    happened = group == 1
    assert scores.area_under_curve(matrix[:, 0].round(1), happened) == pytest.approx(
        metrics.roc_auc_score(happened, matrix[:, 0].round(1))
    )


def test_interval_holds_the_mean_and_narrows():
    values = np.random.default_rng(0).normal(0.2, 0.1, 4000)
    mean, low, high = scores.interval(values, seed=1)
    assert mean == pytest.approx(values.mean())
    # 1.96 standard errors to each side: 0.1 / sqrt(4000) = 0.00158
    assert mean - low == pytest.approx(1.96 * 0.00158, rel=0.25)
    assert high - mean == pytest.approx(1.96 * 0.00158, rel=0.25)


def test_a_group_is_expected_to_do_what_it_did_in_the_other_folds():
    group, folds = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 1, 0, 1, 1])
    outcome = np.array([9.0, 1.0, 1.0, 9.0, 0.0, 0.0])
    expected = scores.group_means(group, outcome, folds)
    # fold 0: mean of all others 0.5; group 0 has two ones, group 1 two zeros; ten rows of prior
    assert expected[0] == pytest.approx((2 + 10 * 0.5) / 12)
    assert expected[3] == pytest.approx((0 + 10 * 0.5) / 12)
    classes = np.array([2, 1, 1, 1, 0, 0])
    assert scores.most_frequent(group, classes, folds)[[0, 3]].tolist() == [1, 0]
    assert scores.explained_share(np.array([1.0, 2.0]), np.array([1.0, 3.0])) == 0.5


def test_candidates_show_the_planted_number():
    matrix, group = groups(rows=1200, count=5, apart=1.8)
    rng = np.random.default_rng(1)
    orders = (rng.random(1200) < 0.1 + 0.15 * group).astype(int)
    outcomes = Outcomes(orders, 10.0 * orders, np.where(orders > 0, group, -1), group * 0)
    found = score_candidates(
        matrix, outcomes, ks=range(3, 8), methods=METHODS, seed=1, max_rows=1000
    )
    by_candidate = {(row.metric, row.method, row.segments_count): row for row in found}
    for method in METHODS:
        stability = {k: by_candidate["stability", method, k].value for k in range(3, 8)}
        assert stability[5] > 0.85
        assert stability[5] > max(stability[6], stability[7])
        silhouette = by_candidate["silhouette", method, 5]
        assert silhouette.low < silhouette.value < silhouette.high
        assert by_candidate["repurchase_auc", method, 5].value > 0.65
        assert by_candidate["category_accuracy", method, 5].value > 0.8
    assert by_candidate["repurchase_auc", "rfm_quintiles", 1].value == pytest.approx(0.5, abs=0.03)
