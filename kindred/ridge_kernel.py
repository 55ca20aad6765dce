"""The compiled inner loop of `kindred.recommenders.linear`: a small ridge regression per item."""

from __future__ import annotations

import numpy as np

from kindred.kernels import compiled


@compiled()
def ridge_of_neighbours(targets, gram_starts, gram_items, gram_values, near, ridge, weights):
    """weights[t] solves (G_NN + ridge * I) w = G_N,t for each target t and its neighbours N.

    gram: CSR of all items; near: int32 [n_items x m], the neighbours of each item, -1 where there
    are fewer, all at the end. Places without a neighbour keep what they held.
    """
    n_items, m = near.shape
    place = np.full(n_items, -1, np.int64)
    for target in targets:
        count = 0
        while count < m and near[target, count] >= 0:
            place[near[target, count]] = count
            count += 1
        if count == 0:
            continue
        place[target] = count
        left, right = np.zeros((count, count)), np.zeros(count)
        for row in range(count):
            item = near[target, row]
            for position in range(gram_starts[item], gram_starts[item + 1]):
                column = place[gram_items[position]]
                if column == count:
                    right[row] = gram_values[position]
                elif column >= 0:
                    left[row, column] = gram_values[position]
            left[row, row] += ridge
        place[target] = -1
        for row in range(count):
            place[near[target, row]] = -1
        weights[target, :count] = np.linalg.solve(left, right)
