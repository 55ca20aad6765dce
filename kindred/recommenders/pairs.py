"""Lists of item pairs that were learned: cut to the strongest, and as a matrix."""

from __future__ import annotations

import numpy as np

from kindred.similarities import Neighbours


def strongest(target, source, weight, k: int) -> Neighbours:
    """The k largest weights of each target, as pairs (source of the pair is the target item).

    Three arrays of one length, each pair once, in any order. Weights count by size without sign
    and must be rounded; zeros are dropped; ties go to the smaller source.
    """
    order = np.lexsort((source, -np.abs(weight), target))
    order = order[weight[order] != 0]
    target, source, weight = target[order], source[order], weight[order]
    starts = np.flatnonzero(np.diff(target, prepend=-1))
    place = np.arange(len(target)) - np.repeat(starts, np.diff(starts, append=len(target)))
    kept = place < k
    return Neighbours(
        target[kept].astype(np.int32),
        source[kept].astype(np.int32),
        weight[kept].astype(np.float64),
        (place[kept] + 1).astype(np.int32),
    )


def history_by_target(pairs: Neighbours, n_items: int):
    """CSR [n_items x n_items]: what an item of the history says for each target item."""
    from scipy.sparse import csr_matrix

    return csr_matrix((pairs.similarity, (pairs.neighbour, pairs.source)), shape=(n_items, n_items))
