"""Small vectorised draws that both shops share, from the Generator that is passed in."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def draw_from_rows(rng: np.random.Generator, weights: Floats, rows: Integers) -> Integers:
    """One column per entry of `rows`, drawn by the weights of that row of the matrix."""
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    ladder = (cumulative + np.arange(len(weights))[:, None]).ravel()
    found = np.searchsorted(ladder, rows + rng.random(len(rows)), side="right")
    return np.minimum(found - rows * weights.shape[1], weights.shape[1] - 1)


def place_between(weights: Floats, first: Integers, last: Integers, position: Floats) -> Integers:
    """The place among first..last, both included, where `position` (0-1) of their weight lies."""
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    low, high = cumulative[first], cumulative[last + 1]
    found = np.searchsorted(cumulative, low + position * (high - low), side="right") - 1
    return np.clip(found, first, last)


def position_in_group(groups: Integers) -> Integers:
    """0, 1, 2, … within each run of equal values."""
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    lengths = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, lengths)


def named(prefix: str, numbers: Integers, width: int) -> NDArray[np.object_]:
    """Ids such as u00042."""
    return np.array([f"{prefix}{number:0{width}d}" for number in numbers], dtype=object)
