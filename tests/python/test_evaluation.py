"""Metrics, intervals and the immediate recommender against independent answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from kindred.evaluation import mean_intervals


def test_interval_is_that_of_scipy():
    values = np.random.default_rng(1).exponential(size=(400, 2))
    found = mean_intervals(values, seed=7)
    for column in range(2):
        expected = bootstrap(
            (values[:, column],), np.mean, method="percentile", n_resamples=4000, rng=3
        )
        assert found.mean[column] == pytest.approx(values[:, column].mean(), abs=1e-9)
        assert found.error[column] == pytest.approx(expected.standard_error, rel=0.08)
        width = expected.confidence_interval.high - expected.confidence_interval.low
        assert found.low[column] == pytest.approx(
            expected.confidence_interval.low, abs=0.12 * width
        )
        assert found.high[column] == pytest.approx(
            expected.confidence_interval.high, abs=0.12 * width
        )


def test_a_mean_is_over_those_who_have_a_value():
    values = np.array([[1.0, np.nan, np.nan], [0.0, 3.0, np.nan], [0.5, 5.0, np.nan]])
    found = mean_intervals(values, seed=1)
    # deviations of 1/2, -1/2, 0 about 1/2: error sqrt(1/2) / 3; of -1 and 1 about 4: sqrt(2) / 2
    assert found.mean[:2] == pytest.approx([0.5, 4.0])
    assert found.error[:2] == pytest.approx([0.5**0.5 / 3, 2**0.5 / 2])
    assert np.isnan(found.mean[2]) and np.isnan(found.low[2]) and np.isnan(found.high[2])


def test_a_constant_has_no_interval():
    found = mean_intervals(np.full((9, 1), 0.25), seed=1)
    assert (found.mean[0], found.error[0], found.low[0], found.high[0]) == (0.25, 0, 0.25, 0.25)


@pytest.mark.parametrize("probability", [0, 1, -0.5])
def test_impossible_probabilities_are_refused(probability):
    with pytest.raises(ValueError, match="between 0 and 1"):
        mean_intervals(np.zeros((2, 1)), seed=1, probability=probability)
