"""What follows what: strong wherever order matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import ENTRIES_PER_CHUNK, WORTH_NUMBA, best_of_product, check_whole
from kindred.recommenders.history import History
from kindred.recommenders.moments import Moments, moments, recent_items
from kindred.recommenders.pairs import item_scores
from kindred.recommenders.scores import Scores
from kindred.similarities import Neighbours, diagonal


@dataclass(frozen=True)
class Transitions:
    """Items that followed the user's latest items, at other users.

    count(j, i) = sum over users and pairs of their moments, j in the earlier, i in the later one,
    `steps` moments on, of decay ** (steps - 1), for steps up to the window; an item is no
    successor of itself. weight(j, i) = count(j, i) / (out(j) ** from_exponent * in(i) **
    to_exponent), with out and in the row and column sums. A user's score of i adds up
    history_decay ** (moments since) * weight(j, i) over the items j of the last moments.

    Source: item-to-item Markov chains as in Rendle et al. (2010), "Factorizing personalized Markov
    chains", without factorisation; windows and decay as in Garg et al. (2019), "Sequence and time
    aware neighborhood for session-based recommendations".
    """

    window: int = 10
    decay: float = 0.6
    last_moments: int = 5
    history_decay: float = 0.6
    from_exponent: float = 0.5
    to_exponent: float = 0.3
    neighbours_count: int = 300

    def neighbours(self, past: History, *, threads: int = 1, engine: str = "python") -> Neighbours:
        """Item pairs: source is the successor, neighbour the item that it follows."""
        check_whole(self.window, "window")
        check_whole(self.neighbours_count, "neighbours_count")
        seen = moments(past, "transitions")
        by_item = seen.items.T.tocsr()
        into, out = _sums(seen, by_item, self.window, self.decay)
        row_norms = np.where(into > 0, into, 1.0) ** self.to_exponent
        column_norms = np.where(out > 0, out, 1.0) ** self.from_exponent
        pieces = np.diff(seen.items.indptr) @ np.minimum(seen.steps_before, self.window)
        if engine == "python" and pieces >= WORTH_NUMBA:  # though no part of them is
            engine = "numba"
        parts = [Neighbours(*(np.empty(0, kind) for kind in (np.int32, np.int32, float, np.int32)))]
        itself = diagonal(past.shape[1])
        for rows, left in _earlier_moments(seen, by_item, self.window, self.decay):
            found = best_of_product(
                left,
                seen.items,
                count=self.neighbours_count,
                rows=np.arange(len(rows)),
                excluded=itself[rows],
                row_norms=row_norms[rows],
                column_norms=column_norms,
                threads=threads,
                engine=engine,
            )
            parts.append(Neighbours(found.row + rows[0], found.column, found.score, found.rank))
        fields = ("source", "neighbour", "similarity", "rank")
        return Neighbours(*(np.concatenate([getattr(x, name) for x in parts]) for name in fields))

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from successors that were learned, for the latest items of this history."""
        decay, last = self.history_decay, self.last_moments
        return item_scores(recent_items(past, "transitions", decay=decay, last=last), neighbours)

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))


def _earlier_moments(seen: Moments, by_item, window: int, decay: float):
    """Parts of the items, each as (rows, CSR [len(rows) x n_moments]); by_item: seen.items.T, CSR.

    An entry says of an item what a moment up to `window` before one of its own counts: each step
    back `decay` of the one after it. A moment may stand in a row several times, which adds up.
    """
    from scipy.sparse import csr_matrix

    reach = np.minimum(seen.steps_before, window)[by_item.indices]
    ends = np.concatenate([[0], np.cumsum(reach)])[by_item.indptr]  # by item
    powers = decay ** np.arange(window, dtype=np.float64)
    first, n_items = 0, len(by_item.indptr) - 1
    while first < n_items:
        fits = np.searchsorted(ends, ends[first] + ENTRIES_PER_CHUNK, side="right") - 1
        last = max(first + 1, int(fits))
        some = slice(by_item.indptr[first], by_item.indptr[last])
        starts = ends[first : last + 1] - ends[first]
        before = np.cumsum(reach[some]) - reach[some]
        step = np.arange(starts[-1]) - np.repeat(before, reach[some])
        moment = np.repeat(by_item.indices[some], reach[some]) - 1 - step
        shape = last - first, len(seen.user)
        rows = np.arange(first, last, dtype=np.int32)
        yield rows, csr_matrix((powers[step], moment, starts), shape=shape)
        first = last


def _sums(seen: Moments, by_item, window: int, decay: float) -> tuple[np.ndarray, np.ndarray]:
    """(what leads to each item, what each item leads to): float64 [n_items], without itself."""
    sizes = np.diff(seen.items.indptr).astype(np.float64)
    before, after = np.zeros(len(sizes)), np.zeros(len(sizes))
    for step in range(1, min(window, len(sizes) - 1) + 1):
        counts = decay ** (step - 1) * (seen.steps_left[:-step] >= step)  # of the same user
        before[step:] += counts * sizes[:-step]
        after[:-step] += counts * sizes[step:]
    itself = _itself(seen, by_item, window, decay)
    return by_item @ before - itself, by_item @ after - itself


def _itself(seen: Moments, by_item, window: int, decay: float) -> np.ndarray:
    """float64 [n_items]: what each item leads to itself."""
    n_items, moment = len(by_item.indptr) - 1, by_item.indices
    item = np.repeat(np.arange(n_items), np.diff(by_item.indptr))
    steps_left, total = seen.steps_left[moment], np.zeros(n_items)
    for later in range(1, min(window, len(moment) - 1) + 1):  # the item's next moments, in turn
        steps = moment[later:] - moment[:-later]
        met = (item[later:] == item[:-later]) & (steps <= np.minimum(steps_left[:-later], window))
        counted = decay ** (steps[met] - 1.0)
        total += np.bincount(item[later:][met], counted, minlength=n_items)
    return total
