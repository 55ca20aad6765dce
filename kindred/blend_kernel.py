"""The compiled inner loop of `kindred.recommenders.blend`: how good lists are for given weights."""

from __future__ import annotations

import numpy as np

from kindred.kernels import compiled


@compiled()
def gain_of_weights(weights, scores, starts, hits_starts, hits, worth, gains, totals):
    """The sum over relevant pairs of worth * the gain of their place in the user's list.

    scores: float64 [n_pairs x n_recommenders], users one after the other, items ascending; user u
    has the pairs starts[u]:starts[u + 1], and of them those that are relevant are
    hits[hits_starts[u]:hits_starts[u + 1]]; worth: of each of hits; gains: of the places, in order;
    totals: int64, at least as long as the longest list, overwritten. A place is the number of pairs
    that stand before it: those with a larger sum in billionths, or with as large a one and a
    smaller item.
    """
    value = 0.0
    for user in range(len(starts) - 1):
        first, last = starts[user], starts[user + 1]
        for pair in range(first, last):
            total = 0.0
            for recommender in range(len(weights)):
                total += weights[recommender] * scores[pair, recommender]
            totals[pair - first] = np.int64(np.rint(total * 1e9))
        for hit in range(hits_starts[user], hits_starts[user + 1]):
            own = hits[hit] - first
            place = 0
            for rival in range(last - first):
                place += totals[rival] > totals[own] - (rival < own)
            if place < len(gains):
                value += worth[hit] * gains[place]
    return value
