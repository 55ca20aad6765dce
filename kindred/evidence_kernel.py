"""The compiled inner loop of `kindred.recommenders.evidence`: the strongest pieces of each pair."""

from __future__ import annotations

import numpy as np

from kindred.kernels import compiled

WORTH_SEARCHING = 16  # entries of a row, for each item looked for, from which halving it is faster


@compiled()
def place_of(items, start, stop, item):
    """Where the item is in the ascending items[start:stop], or -1."""
    while start < stop:
        middle = (start + stop) >> 1
        if items[middle] < item:
            start = middle + 1
        elif items[middle] > item:
            stop = middle
        else:
            return middle
    return -1


@compiled()
def products_of_user(user, items, left, right, slots, products):
    """products[s, p] = left[user, its p-th piece] * right[that piece, items[s]]; zero if nothing.

    items: ascending, each once; slots: int32 [n_items], -1 throughout, and again at the end.
    """
    for slot in range(len(items)):
        slots[items[slot]] = slot
    first = left.starts[user]
    for piece in range(left.starts[user + 1] - first):
        weight, row = left.values[first + piece], left.indices[first + piece]
        start, stop = right.starts[row], right.starts[row + 1]
        if stop - start < WORTH_SEARCHING * len(items):
            for place in range(start, stop):
                slot = slots[right.indices[place]]
                if slot >= 0:
                    products[slot, piece] = weight * right.values[place]
        else:
            for slot in range(len(items)):
                place = place_of(right.indices, start, stop, items[slot])
                if place >= 0:
                    products[slot, piece] = weight * right.values[place]
    for slot in range(len(items)):
        slots[items[slot]] = -1


@compiled()
def strongest_of_pair(products, factor, rounded, best):
    """Leave in best the places of the largest products times the factor; how many there are.

    They are compared with twelve decimals; of equals the first is taken; zeros are none. rounded:
    float64 of the length of products, overwritten.
    """
    for piece in range(len(products)):
        worth = np.rint(products[piece] * factor * 1e12) / 1e12
        rounded[piece] = worth if products[piece] != 0 else -np.inf
    for turn in range(len(best)):
        largest, place = -np.inf, -1
        for piece in range(len(products)):
            if rounded[piece] > largest:
                largest, place = rounded[piece], piece
        if place < 0:
            return turn
        best[turn], rounded[place] = place, -np.inf
    return len(best)


@compiled()
def strongest_of_users(bounds, users, items, factors, left, right, n_items, pieces, values, others):
    """The strongest pieces of the pairs bounds[b]:bounds[b + 1], which are one user's, for each b.

    bounds: of pairs sorted by user and item, two numbers a user; pieces: int64 [n_pairs x count],
    -1 where there are fewer; values: float64, beside them; others: float64 [n_pairs x 2], how many
    pieces are left over and their sum.
    """
    count = pieces.shape[1]
    slots, best = np.full(n_items, -1, np.int32), np.empty(count, np.int64)
    for begin, end in bounds:
        user = users[begin]
        first, width = left.starts[user], left.starts[user + 1] - left.starts[user]
        products, rounded = np.zeros((end - begin, width)), np.empty(width)
        products_of_user(user, items[begin:end], left, right, slots, products)
        for pair in range(begin, end):
            worth, factor = products[pair - begin], factors[pair]
            for turn in range(strongest_of_pair(worth, factor, rounded, best)):
                pieces[pair, turn] = left.indices[first + best[turn]]
                values[pair, turn] = worth[best[turn]] * factor
                worth[best[turn]] = 0.0
            for piece in range(width):
                others[pair, 0] += worth[piece] != 0
                others[pair, 1] += worth[piece] * factor
