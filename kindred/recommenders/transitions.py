"""What follows what: strong wherever order matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import best_of_product, canonical, check_whole
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
        earlier = _decayed_sums(seen, self.window, self.decay)
        itself = np.asarray(earlier.multiply(seen.items).sum(axis=0)).ravel()
        into = seen.items.T @ np.asarray(earlier.sum(axis=1)).ravel() - itself
        out = earlier.T @ np.asarray(seen.items.sum(axis=1)).ravel() - itself
        n_items = past.shape[1]
        found = best_of_product(
            seen.items.T.tocsr(),
            earlier,
            count=self.neighbours_count,
            rows=np.arange(n_items),
            excluded=diagonal(n_items),
            row_norms=np.where(into > 0, into, 1.0) ** self.to_exponent,
            column_norms=np.where(out > 0, out, 1.0) ** self.from_exponent,
            threads=threads,
            engine=engine,
        )
        return Neighbours(found.row, found.column, found.score, found.rank)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from successors that were learned, for the latest items of this history."""
        decay, last = self.history_decay, self.last_moments
        return item_scores(recent_items(past, "transitions", decay=decay, last=last), neighbours)

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))


def _decayed_sums(seen: Moments, window: int, decay: float):
    """CSR [n_moments x n_items]: what the user touched up to `window` moments before, each step
    back counting `decay` of the one after it."""
    from scipy.sparse import csr_matrix

    size = len(seen.user)
    earlier = [np.flatnonzero(seen.steps_left >= step) for step in range(1, window + 1)]
    lengths = [len(some) for some in earlier]
    steps = np.repeat(np.arange(window), lengths)
    before = np.concatenate(earlier)
    back = csr_matrix((decay**steps, (before + steps + 1, before)), shape=(size, size))
    return canonical(back @ seen.items, "transitions")
