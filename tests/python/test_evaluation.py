"""Metrics, intervals and the immediate recommender against independent answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from kindred.evaluation import user_means


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
