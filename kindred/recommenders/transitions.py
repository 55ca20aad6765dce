"""What follows what: strong wherever order matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import check_whole
from kindred.recommenders.history import History
from kindred.recommenders.moments import moments, recent_items
from kindred.recommenders.pairs import history_by_target, strongest
from kindred.recommenders.scores import Scores, nine_decimals
from kindred.similarities import Neighbours


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

    def neighbours(self, past: History, *, threads: int = 1) -> Neighbours:
        """Item pairs: source is the successor, neighbour the item that it follows."""
        from scipy.sparse import csr_matrix

        check_whole(self.window, "window")
        check_whole(self.neighbours_count, "neighbours_count")
        seen = moments(past, "transitions")
        counts = csr_matrix((past.shape[1], past.shape[1]))
        for steps in range(1, self.window + 1):
            earlier = np.flatnonzero(seen.steps_left >= steps)
            step = seen.items[earlier].T @ seen.items[earlier + steps]
            counts = counts + self.decay ** (steps - 1) * step
        counts = counts.tocoo()
        other = counts.row != counts.col
        origin, successor, count = counts.row[other], counts.col[other], counts.data[other]
        out = np.bincount(origin, count, past.shape[1])[origin] ** self.from_exponent
        into = np.bincount(successor, count, past.shape[1])[successor] ** self.to_exponent
        weight = nine_decimals(count / (out * into))
        return strongest(successor, origin, weight, self.neighbours_count)

    def apply(self, past: History, neighbours: Neighbours) -> Scores:
        """Scores from successors that were learned, for the latest items of this history."""
        n_items = past.shape[1]
        decay, last = self.history_decay, self.last_moments
        latest = recent_items(past, "transitions", decay=decay, last=last)
        return Scores(latest, history_by_target(neighbours, n_items), (("item", n_items),))

    def fit(self, past: History, *, threads: int = 1) -> Scores:
        """Learn from the history and score it."""
        return self.apply(past, self.neighbours(past, threads=threads))
