"""Means over users with the intervals in which they lie by chance alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SAMPLES = 500
COLUMNS_PER_CHUNK = 64  # affects memory, not results


@dataclass(frozen=True)
class Intervals:
    """mean, error (the standard error of the mean), low and high: float64 [n_columns], rounded to
    nine decimals; nan where no user has a value."""

    mean: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def mean_intervals(values, *, seed: int, probability: float = 0.95) -> Intervals:
    """The mean of each column over the users who have a value, and its bootstrap interval.

    values: float64 [n_users x n_columns], nan where a user has none. Each of SAMPLES samples counts
    every user a Poisson(1) number of times, the same in all columns, so that columns are compared
    on the same users. low and high are percentiles of the samples' means.

    Source: Efron (1979) for the bootstrap; Chamandy et al. (2012), "Estimating uncertainty for
    massive data streams", for Poisson counts. Raises ValueError when values is no table or the
    probability does not lie between 0 and 1.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError("values must be a table of users x columns.")
    if not 0 < probability < 1:
        raise ValueError(f"probability must lie between 0 and 1, not {probability!r}.")
    counts = np.random.default_rng(seed).poisson(1.0, (SAMPLES, len(values))).astype(np.float64)
    bounds = (1 - probability) / 2, (1 + probability) / 2
    result = np.full((4, values.shape[1]), np.nan)
    for start in range(0, values.shape[1], COLUMNS_PER_CHUNK):
        part = values[:, start : start + COLUMNS_PER_CHUNK]
        columns = start + np.flatnonzero(~np.isnan(part).all(axis=0))
        if len(columns):
            result[:, columns] = _intervals(values[:, columns], counts, bounds)
    return Intervals(*np.round(result, 9))


def _intervals(values, counts, bounds) -> np.ndarray:
    """mean, error, low and high of columns in which some user has a value."""
    known = ~np.isnan(values)
    filled, users = np.where(known, values, 0.0), known.sum(axis=0)
    mean = filled.sum(axis=0) / users
    error = np.sqrt((np.where(known, values - mean, 0.0) ** 2).sum(axis=0)) / users
    drawn = counts.sum(axis=1, keepdims=True) if known.all() else counts @ known
    means = np.divide(counts @ filled, drawn, out=np.full_like(drawn + mean, np.nan), where=drawn > 0)
    low, high = np.nanquantile(means, bounds, axis=0)
    return np.stack([mean, error, low, high])
