"""Pairs that were learned, of items or of users: cut to the strongest, and what they propose."""

from __future__ import annotations

import numpy as np

from kindred.recommenders.scores import Scores
from kindred.similarities import Neighbours, interaction_matrix


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


def item_scores(own, pairs: Neighbours) -> Scores:
    """score(u, i) = sum over j of own[u, j] * similarity(i, j), over the neighbours j of item i.

    own: CSR [n_users x n_items]. pairs: source is the target item, neighbour the item of the
    history. Both of either sign.
    """
    from scipy.sparse import csr_matrix

    n_items = own.shape[1]
    places = pairs.neighbour, pairs.source
    by_target = csr_matrix((pairs.similarity, places), shape=(n_items, n_items))
    return Scores(own, by_target, (("item", n_items),))


def user_scores(pairs: Neighbours, tied) -> Scores:
    """score(u, i) = sum over v of similarity(u, v) * tied[v, i], over the neighbours v of user u.

    pairs: source is the user who is answered for; similarities of zero or more. tied: CSR
    [n_users x n_items], of either sign.
    """
    n_users = tied.shape[0]
    shape = n_users, n_users
    near = interaction_matrix(pairs.source, pairs.neighbour, pairs.similarity, shape)
    return Scores(near, tied, (("user", n_users),))
