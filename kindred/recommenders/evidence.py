"""The few pieces of evidence that speak most for an item, and the others in one sum."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kindred.products import PARTS_PER_THREAD, bounds_of_runs
from kindred.recommenders.scores import Scores

WORTH_NUMBA = 2_000_000  # pieces that NumPy needs about as long for as Numba to load


@dataclass(frozen=True)
class Evidence:
    """What speaks for pairs of user and item; four arrays of one length.

    pair: int64, which of the pairs that were asked about; number: int64, of the item, user, feature
    or group, -1 for all others of the pair together; count: int64, 1, or how many these are;
    contribution: float64, with twelve decimals. Those of a pair add up to its score times its
    factor.
    """

    pair: np.ndarray
    number: np.ndarray
    count: np.ndarray
    contribution: np.ndarray


def strongest_evidence(
    scores: Scores, users, items, factors, *, count: int, threads: int = 1, engine: str = "python"
) -> Evidence:
    """The `count` pieces of evidence that contribute most to each pair, and the rest of them.

    users, items: whole numbers [n_pairs], sorted by user, then item, each pair once; factors:
    float64 [n_pairs], what a score is multiplied by. Contributions are compared with twelve
    decimals, and of equals the first piece is taken. threads and engine (`products.ENGINES`) affect
    speed, not results.
    """
    users, items = (np.asarray(side, dtype=np.int64) for side in (users, items))
    pieces_count = scores.evidence_counts()[users].sum(dtype=np.int64)
    worth = engine == "numba" or (engine == "python" and pieces_count >= WORTH_NUMBA)
    if worth and scores.speaks_by_place:
        found = _by_kernel(scores, users, items, factors, count, threads)
    else:
        parts = [
            _by_numpy(scores, users[some], items[some], factors[some], count, some.start)
            for some in scores.chunks(users)
        ]
        found = map(np.concatenate, zip(*parts, strict=True))
    return Evidence(*found)


def _by_numpy(scores: Scores, users, items, factors, count: int, first_pair: int):
    """(pair, number, count, contribution) of some pairs, of which the first has that number."""
    found = scores.contributions(users, items)
    pair, value = found.pair, found.contribution * factors[found.pair]
    single = _strongest(pair, np.round(value, 12), count)
    rest, rest_count = np.unique(pair[~single], return_counts=True)
    gathered = np.bincount(pair[~single], value[~single], len(users))[rest]
    return (
        np.concatenate([pair[single], rest]) + first_pair,
        np.concatenate([found.evidence[single], np.full(len(rest), -1)]),
        np.concatenate([np.ones(single.sum(), int), rest_count]),
        np.round(np.concatenate([value[single], gathered]), 12),
    )


def _strongest(pair, value, count: int) -> np.ndarray:
    """Which of the values are among the `count` largest of their pair; of equals the first are.

    pair: ascending. One round a place is far less than a sort, since few are asked for.
    """
    chosen = np.zeros(len(pair), dtype=bool)
    if len(pair) == 0:
        return chosen
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(pair)))
    left = value.copy()
    for _ in range(count):
        largest = np.maximum.reduceat(left, starts)
        equal = np.flatnonzero((left == largest[group]) & ~chosen)
        first = equal[np.diff(group[equal], prepend=-1) != 0]
        chosen[first], left[first] = True, -np.inf
    return chosen


def _by_kernel(scores: Scores, users, items, factors, count: int, threads: int):
    """As `_by_numpy`, of all pairs."""
    from kindred.evidence_kernel import strongest_of_users
    from kindred.kernels import Lists

    for side in (scores.left, scores.right):
        side.sort_indices()
    left, right = (
        Lists(side.indptr.astype(np.int64), side.indices, side.data)
        for side in (scores.left, scores.right)
    )
    pieces = np.full((len(users), count), -1)
    values, others = np.zeros(pieces.shape), np.zeros((len(users), 2))
    bounds = bounds_of_runs(users)
    asked = users, items, np.asarray(factors, dtype=np.float64)
    sides = left, right, scores.right.shape[1]

    def find(some) -> None:
        strongest_of_users(some, *asked, *sides, pieces, values, others)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(find, np.array_split(bounds, threads * PARTS_PER_THREAD)))
    single, rest = pieces >= 0, others[:, 0] > 0
    pair, place = np.nonzero(single)
    _, number = scores.numbered(pieces[pair, place])
    return (
        np.concatenate([pair, np.flatnonzero(rest)]),
        np.concatenate([number, np.full(rest.sum(), -1)]),
        np.concatenate([np.ones(len(pair), int), others[rest, 0].astype(int)]),
        np.round(np.concatenate([values[pair, place], others[rest, 1]]), 12),
    )
