"""From the tables of strengths and neighbours to the tables of what each recommender proposes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.recommendations import score_from_items, score_from_users
from kindred.similarities import Neighbours, interaction_matrix
from kindred_warehouse.cuts import cut_table, read_cut


def candidates_at(
    cut: str,
    n: int,
    exclude_owned: bool,
    engine: str,
    *,
    strengths,
    near_items,
    near_users,
    targets,
) -> pa.Table:
    """The n best items of each recommender for every target user with a history at the cut.

    The four relations are int_strengths, int_target_item_neighbors, int_user_similarities and
    int_target_users.
    """
    flags = ["is_owned", "is_recommendable"]
    rows = read_cut(strengths, cut, ["user_idx", "item_idx"], ["strength", *flags])
    history = _matrix(rows, np.full(len(rows["strength"]), True))
    offered = _matrix(rows, rows["is_recommendable"])
    known = read_cut(targets, cut, ["user_idx"], [])["user_idx"]
    options = {
        "n": n,
        "exclude": _matrix(rows, rows["is_owned"] & exclude_owned),
        "users": np.intersect1d(known, rows["user_idx"]),
        "threads": 2,
        "engine": engine,
    }
    by_items = score_from_items(history, _neighbours(near_items, cut, "item_idx"), **options)
    by_users = score_from_users(_neighbours(near_users, cut, "user_idx"), offered, **options)
    return pa.concat_tables(
        cut_table(
            cut,
            user_idx=found.user,
            item_idx=found.item,
            recommender=recommender,
            score=found.score,
            rank=found.rank,
            divisor=found.divisor,
        )
        for recommender, found in (("item_cosine", by_items), ("user_cosine", by_users))
    )


def _matrix(rows, chosen):
    """Users x items, of the same shape whichever rows are chosen."""
    users, items = rows["user_idx"], rows["item_idx"]
    shape = (users.max(initial=0) + 1, items.max(initial=0) + 1)
    return interaction_matrix(users[chosen], items[chosen], rows["strength"][chosen], shape)


def _neighbours(relation, cut: str, source: str) -> Neighbours:
    rows = read_cut(relation, cut, [source, "rank"], ["neighbor_idx", "similarity"])
    return Neighbours(rows[source], rows["neighbor_idx"], rows["similarity"], rows["rank"])
