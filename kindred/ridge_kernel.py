"""The compiled inner loops of `kindred.recommenders.linear`: a small ridge regression per item.

Of the items x items Gram matrix, only what stands between neighbours of one target is needed. So
a row of it is added up, as similarities are, read at those places, and forgotten.
"""

from __future__ import annotations

import numpy as np

from kindred.kernels import add_row, compiled


@compiled()
def gram_among_neighbours(items, users_of, items_of, asking, lists, systems, sums):
    """systems[t, p, q] = the Gram entry of lists[t, p] and lists[t, q], for the rows of `items`.

    users_of: Lists [n_items x n_users]; items_of: Lists [n_users x n_items]; their product is the
    Gram matrix. lists: int32 [n_targets x (m + 1)], the neighbours of each target, -1 where there
    are fewer, and last the target. asking: Lists of the places t * (m + 1) + p of an item among
    neighbours. systems: float64 [n_targets x m x (m + 1)]. sums: zeros, float64 [n_items].
    """
    width = lists.shape[1]
    for item in items:
        add_row(item, users_of, users_of.values, items_of, items_of.values, sums)
        for position in range(asking.starts[item], asking.starts[item + 1]):
            target, row = divmod(asking.indices[position], width)
            for column in range(width):
                other = lists[target, column]
                if other >= 0:
                    systems[target, row, column] = sums[other]
        sums[:] = 0


@compiled()
def ridge_of_neighbours(targets, lists, systems, ridge, weights):
    """weights[t] solves (G_NN + ridge * I) w = G_N,t for each target t and its neighbours N.

    lists and systems as in `gram_among_neighbours`, neighbours before missing ones; weights:
    float64 [n_targets x m], which keeps what it held where there is no neighbour.
    """
    m = weights.shape[1]
    for target in targets:
        count = 0
        while count < m and lists[target, count] >= 0:
            count += 1
        if count == 0:
            continue
        left = systems[target, :count, :count].copy()
        for row in range(count):
            left[row, row] += ridge
        weights[target, :count] = np.linalg.solve(left, systems[target, :count, m].copy())
