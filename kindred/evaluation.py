"""Means over users, and how far chance alone could have moved them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SAMPLES = 500


@dataclass(frozen=True)
class Means:
    """mean and error (the standard error of the mean): float64 [n_columns]; samples: float64
    [SAMPLES x n_columns], what the means are in bootstrap samples; nan where nobody has a value."""

    mean: np.ndarray
    error: np.ndarray
    samples: np.ndarray

    def interval(self, *, minus=None, probability: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Low and high end of each mean, or of its lead on the column `minus` [n_columns].

        Raises ValueError when the probability does not lie between 0 and 1.
        """
        if not 0 < probability < 1:
            raise ValueError(f"probability must lie between 0 and 1, not {probability!r}.")
        samples = self.samples if minus is None else self.samples - self.samples[:, minus]
        ordered = np.sort(samples, axis=0)  # nan comes last
        low, high = (
            np.round(_quantile(ordered, bound), 9)
            for bound in ((1 - probability) / 2, (1 + probability) / 2)
        )
        return low, high


def _quantile(ordered: np.ndarray, share: float) -> np.ndarray:
    """Of each ascending column without its nan, between its values as np.quantile; nan of none."""
    last = np.count_nonzero(~np.isnan(ordered), axis=0) - 1
    place = share * np.maximum(last, 0)
    below = np.floor(place).astype(int)
    column = np.arange(ordered.shape[1])
    low, high = ordered[below, column], ordered[np.minimum(below + 1, last), column]
    return low + (place - below) * (high - low)


def user_means(values, *, seed: int) -> Means:
    """The mean of each column over the users who have a value.

    values: float64 [n_users x n_columns], nan where a user has none. Each sample counts every user
    a Poisson(1) number of times, the same in all columns, so that columns are compared on the same
    users.

    Source: Efron (1979) for the bootstrap; Chamandy et al. (2012), "Estimating uncertainty for
    massive data streams", for Poisson counts. Raises ValueError when values is no table.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError("values must be a table of users x columns.")
    counts = np.random.default_rng(seed).poisson(1.0, (SAMPLES, len(values))).astype(np.float64)
    known = ~np.isnan(values)
    filled, users = np.where(known, values, 0.0), known.sum(axis=0)
    drawn = np.tile(counts.sum(axis=1, keepdims=True), values.shape[1])
    partly = ~known.all(axis=0)
    drawn[:, partly] = counts @ known[:, partly]
    with np.errstate(invalid="ignore"):
        mean, samples = filled.sum(axis=0) / users, (counts @ filled) / drawn
        error = np.sqrt((np.where(known, values - mean, 0.0) ** 2).sum(axis=0)) / users
    return Means(np.round(mean, 9), np.round(error, 9), samples)


def alternate_folds(users, count: int = 2) -> np.ndarray:
    """Whole numbers below count [n]: the fold of each row, users by turns in their own order.

    All rows of a user are in one fold, so that what is learned on the others has not seen them.
    """
    return np.unique(users, return_inverse=True)[1] % count
