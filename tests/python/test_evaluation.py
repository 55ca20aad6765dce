"""Metrics, intervals and the immediate recommender against independent answers."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import bootstrap

from kindred.evaluation import user_means
from kindred_warehouse.judging import judged


def test_interval_is_that_of_scipy():
    values = np.random.default_rng(1).exponential(size=(400, 2))
    found = user_means(values, seed=7)
    lows, highs = found.interval()
    for column in range(2):
        expected = bootstrap(
            (values[:, column],), np.mean, method="percentile", n_resamples=4000, rng=3
        )
        low, high = expected.confidence_interval
        assert found.mean[column] == pytest.approx(values[:, column].mean(), abs=1e-9)
        assert found.error[column] == pytest.approx(expected.standard_error, rel=0.08)
        assert lows[column] == pytest.approx(low, abs=0.12 * (high - low))
        assert highs[column] == pytest.approx(high, abs=0.12 * (high - low))


def test_the_bootstrap_interval_is_that_of_the_normal_for_many_values():
    values = np.random.default_rng(0).normal(3, 2, 2000)
    means = user_means(values[:, None], seed=1)
    half = 1.96 * values.std() / np.sqrt(2000)
    assert means.mean[0] == pytest.approx(values.mean())
    assert np.ravel(means.interval()) == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=0.1 * half
    )


def test_a_lead_is_judged_on_the_same_users():
    values = np.random.default_rng(2).exponential(size=(300, 2))
    values[:, 1] = values[:, 0] + 0.01  # always ahead, by far less than the spread between users
    low, high = user_means(values, seed=7).interval(minus=np.array([0, 0]))
    assert low == pytest.approx([0, 0.01])
    assert high == pytest.approx([0, 0.01])


def test_a_mean_is_over_those_who_have_a_value():
    values = np.array([[1.0, np.nan, np.nan], [0.0, 3.0, np.nan], [0.5, 5.0, np.nan]])
    found = user_means(values, seed=1)
    # deviations of 1/2, -1/2, 0 about 1/2: error sqrt(1/2) / 3; of -1 and 1 about 4: sqrt(2) / 2
    assert found.mean[:2] == pytest.approx([0.5, 4.0])
    assert found.error[:2] == pytest.approx([0.5**0.5 / 3, 2**0.5 / 2])
    assert np.isnan(found.mean[2])
    assert np.isnan(found.samples[:, 2]).all()


def test_a_constant_has_no_interval():
    found = user_means(np.full((9, 1), 0.25), seed=1)
    assert (found.mean[0], found.error[0]) == (0.25, 0)
    assert found.interval() == (pytest.approx([0.25]), pytest.approx([0.25]))


@pytest.mark.parametrize("probability", [0, 1, -0.5])
def test_impossible_probabilities_are_refused(probability):
    with pytest.raises(ValueError, match="between 0 and 1"):
        user_means(np.zeros((2, 1)), seed=1).interval(probability=probability)


METRIC_COLUMNS = ("recall", "precision", "ndcg", "map", "mrr", "hit_rate")
METRIC_COLUMNS += ("novelty", "diversity", "popularity")
HALF = 60  # users in the one segment; as many in the other


@pytest.fixture(scope="module")
def ndcg() -> dict[str, np.ndarray]:
    """Of each user, by recommender: segments help the first half, and the cosine is best there."""
    rng = np.random.default_rng(5)
    base = rng.uniform(0, 0.6, 2 * HALF)
    first = np.arange(2 * HALF) < HALF
    found = {
        "blend": base + 0.2 * first,
        "blend_without_segments": base,
        "item_cosine": base + rng.normal(0.15, 0.1, 2 * HALF) * first,
        "popularity": base - rng.uniform(0, 0.1, 2 * HALF) - 0.05 * ~first,
        "linear": base - rng.uniform(0, 0.1, 2 * HALF) * first,
    }
    return found | {"published": np.ones(2 * HALF)}  # no rival, however good


@pytest.fixture(scope="module")
def evaluated(ndcg) -> dict[tuple[str, str, str], dict]:
    """Rows of `judged` on one task and list length, by metric, recommender and slice."""
    users = np.arange(2 * HALF)
    rows = pd.concat(
        pd.DataFrame({"user_idx": users, **dict.fromkeys(METRIC_COLUMNS, values)}).assign(
            task="new_items", recommender=name, list_length=10
        )
        for name, values in ndcg.items()
    )
    slices = pd.DataFrame(
        {
            "user_idx": np.tile(users, 2),
            "slice": ["all"] * 2 * HALF + ["segment A"] * HALF + ["segment B"] * HALF,
        }
    )
    with duckdb.connect() as connection:
        relations = [connection.from_df(frame) for frame in (rows, slices)]
        table = judged(*relations, seed=3).to_pylist()
    return {(row["metric"], row["recommender"], row["slice"]): row for row in table}


@pytest.mark.parametrize("name", ["all", "segment A", "segment B"])
@pytest.mark.parametrize("rival", ["best_single", "blend_without_segments"])
def test_leads_of_the_blend_are_over_the_same_users(ndcg, evaluated, rival, name):
    inside = {"all": slice(None), "segment A": slice(HALF), "segment B": slice(HALF, None)}[name]
    values = {recommender: found[inside] for recommender, found in ndcg.items()}
    singles = ("item_cosine", "popularity", "linear")
    best = max(singles, key=lambda single: values[single].mean())
    differences = values["blend"] - values[best if rival == "best_single" else rival]
    row = evaluated[f"ndcg_at_10_lead_on_{rival}", "blend", name]
    assert row["value"] == pytest.approx(differences.mean(), abs=2e-9)
    if np.ptp(differences) < 1e-9:  # segments say nothing, or the same of everybody
        assert (row["low"], row["high"]) == pytest.approx([differences.mean()] * 2, abs=1e-8)
        return
    expected = bootstrap((differences,), np.mean, method="percentile", n_resamples=4000, rng=3)
    low, high = expected.confidence_interval
    assert row["low"] == pytest.approx(low, abs=0.12 * (high - low))
    assert row["high"] == pytest.approx(high, abs=0.12 * (high - low))
    assert row["users_count"] == len(differences)


def test_only_lists_of_several_recommenders_have_leads_and_only_in_what_is_good(evaluated):
    leads = {key[:2] for key in evaluated if "_lead_on_" in key[0]}
    good = METRIC_COLUMNS[:6]
    rivals = ("best_single", "blend_without_segments")
    assert leads == {
        (f"{name}_at_10_lead_on_{rival}", "blend") for name in good for rival in rivals
    }
