"""Which division into segments holds up: candidates by method and number, and their scores."""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from kindred import cluster_scores as scores
from kindred.clusters import Fit, assigned, fit_kmeans, fit_mixture, on_grid, on_one_thread, sampled
from kindred.hierarchy import fit_hierarchy, ward_fit

METHODS = ("kmeans", "gaussian_mixture", "ward")
RESAMPLES = 5
RESAMPLE_STARTS = 3
SILHOUETTE_ROWS = 2000
FOLDS = 5


class Score(NamedTuple):
    """One figure about one division: NaN where it is not defined; low and high where estimated."""

    metric: str
    method: str
    segments_count: int
    value: float
    low: float
    high: float
    users_count: int


class Outcomes(NamedTuple):
    """What users did after a cut, in the order of the matrix.

    orders_count, spent_amount: [n]; category: whole numbers [n], -1 for none; rfm_cell: whole
    numbers from 0 [n], the cell of quintiles of recency, frequency and money at the cut.
    """

    orders_count: np.ndarray
    spent_amount: np.ndarray
    category: np.ndarray
    rfm_cell: np.ndarray


@on_one_thread
def fit_segments(matrix, *, method: str, k: int, seed: int) -> Fit:
    """The fit of one method with (at most) k clusters on a table of numbers [n x d].

    Raises ValueError when the method is none of METHODS, or what the method itself raises.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}.")
    if method == "ward":
        return ward_fit(matrix, fit_hierarchy(matrix, seed=seed), k)
    fit = fit_kmeans(matrix, k=k, seed=seed)
    return fit_mixture(matrix, fit, seed=seed) if method == "gaussian_mixture" else fit


@on_one_thread
def score_candidates(
    matrix, outcomes: Outcomes, *, ks, methods, seed: int, max_rows: int
) -> list[Score]:
    """Scores of every method with every number of clusters, and of RFM cells beside them.

    matrix: numbers [n x d] at the validation cut, of which at most max_rows, drawn by value, are
    used. For each candidate: silhouette (on at most SILHOUETTE_ROWS, with a bootstrap
    interval), davies_bouldin, calinski_harabasz, stability (mean adjusted Rand index between the
    fits on RESAMPLES random halves, over all rows; lowest and highest pair), smallest_share and
    largest_share, and what `score_prediction` says. A number of clusters that a method does not
    reach is left out.

    Source of stability: Ben-Hur, Elisseeff and Guyon (2002), "A stability based method for
    discovering structure in clustered data".
    """
    rows = on_grid(matrix)
    used = sampled(rows, max_rows, seed)
    rows, outcomes = rows[used], Outcomes(*(part[used] for part in outcomes))
    between = scores.distances(rows[:SILHOUETTE_ROWS])
    rng = np.random.default_rng(seed)
    halves = [rng.permutation(len(rows))[: (len(rows) + 1) // 2] for _ in range(RESAMPLES)]
    found = score_prediction("rfm_quintiles", outcomes.rfm_cell, outcomes)
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # of no effect on any fit
        whole = threads.submit(_fits, rows, methods, ks, seed)
        parts = [
            threads.submit(_fits, rows[half], methods, ks, seed, RESAMPLE_STARTS) for half in halves
        ]
        fits, repeats = whole.result(), [part.result() for part in parts]
    for method, k in itertools.product(methods, ks):
        fit = fits[method, k]
        if fit.count < k:
            continue
        labels = assigned(rows, fit)
        found += _division(method, rows, labels, between, seed)
        found.append(_stability(method, k, [assigned(rows, each[method, k]) for each in repeats]))
        found += score_prediction(method, labels, outcomes)
    return found


@on_one_thread
def score_division(matrix, labels, *, seed: int, max_silhouette_rows: int) -> list[Score]:
    """Scores of a division that is given: labels are whole numbers from 0 [n], matrix [n x d].

    silhouette (on at most max_silhouette_rows rows, drawn by value, with a bootstrap interval),
    davies_bouldin, calinski_harabasz, smallest_share and largest_share.
    """
    rows = on_grid(matrix)
    used = sampled(rows, len(rows), seed)
    between = scores.distances(rows[used[:max_silhouette_rows]])
    return _division("segments", rows[used], labels[used], between, seed)


def score_prediction(method: str, groups, outcomes: Outcomes) -> list[Score]:
    """How well a user's group alone, at the cut, says what the user did after it.

    groups: whole numbers from 0 [n]. Learned on four fifths of the users, judged on the fifth,
    five times. repurchase_auc: area under the curve for ordering again, mean of the fifths;
    spend_r2: share of the variance of log1p(spent amount) explained; category_accuracy: share of
    the users who bought whose main category was named. NaN where nobody, or everybody, did.
    """
    folds = np.arange(len(groups)) % FOLDS
    again = (outcomes.orders_count > 0).astype(np.float64)
    spend = np.log1p(np.maximum(outcomes.spent_amount, 0.0))
    bought = outcomes.category >= 0
    expected, spent = (scores.group_means(groups, each, folds) for each in (again, spend))
    curves = [
        scores.area_under_curve(expected[folds == fold], again[folds == fold] > 0)
        for fold in range(FOLDS)
    ]
    curves = [curve for curve in curves if np.isfinite(curve)]
    named = scores.most_frequent(groups[bought], outcomes.category[bought], folds[bought])
    hits = named == outcomes.category[bought]
    found = {
        "repurchase_auc": (float(np.mean(curves)) if curves else np.nan, len(groups)),
        "spend_r2": (scores.explained_share(spent, spend), len(groups)),
        "category_accuracy": (hits.mean() if len(hits) else np.nan, len(hits)),
    }
    k = len(np.unique(groups))
    return [_score(metric, method, k, *values) for metric, values in found.items()]


def _fits(rows, methods, ks, seed: int, starts: int = 5) -> dict[tuple[str, int], Fit]:
    """One fit for each method and number of clusters; a mixture starts from the k-means fit."""
    fits = {}
    if set(methods) & {"kmeans", "gaussian_mixture"}:
        fits |= {("kmeans", k): fit_kmeans(rows, k=k, seed=seed, starts=starts) for k in ks}
    if "gaussian_mixture" in methods:
        mixed = {k: fit_mixture(rows, fits["kmeans", k], seed=seed) for k in ks}
        fits |= {("gaussian_mixture", k): fit for k, fit in mixed.items()}
    if "ward" in methods:
        hierarchy = fit_hierarchy(rows, seed=seed)
        fits |= {("ward", k): ward_fit(rows, hierarchy, k) for k in ks}
    return fits


def _division(method: str, rows, labels, between, seed: int) -> list[Score]:
    """What can be said of the groups as they lie: apart, compact, large and small."""
    silhouettes = scores.silhouettes(between, labels[: len(between)])
    shares = np.unique(labels, return_counts=True)[1] / max(len(labels), 1)
    k = len(shares)
    plain = {
        "davies_bouldin": scores.davies_bouldin(rows, labels),
        "calinski_harabasz": scores.calinski_harabasz(rows, labels),
        "smallest_share": shares.min(initial=1.0),
        "largest_share": shares.max(initial=0.0),
    }
    return [
        Score("silhouette", method, k, *scores.interval(silhouettes, seed), len(between)),
        *(_score(metric, method, k, value, len(rows)) for metric, value in plain.items()),
    ]


def _stability(method: str, k: int, labels) -> Score:
    pairs = [
        scores.adjusted_rand_index(labels[one], labels[other])
        for one in range(len(labels))
        for other in range(one)
    ]
    values = (float(np.mean(pairs)), min(pairs), max(pairs))
    return Score("stability", method, k, *values, len(labels[0]))


def _score(metric: str, method: str, k: int, value: float, users_count: int) -> Score:
    return Score(metric, method, k, float(value), float("nan"), float("nan"), users_count)
