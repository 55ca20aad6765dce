"""From the lists that the blend leaves short to the fallbacks that fill them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.fallbacks import Shelf, fill_lists
from kindred.kernels import Lists
from kindred_warehouse.cuts import cut_table, read_cut

UNLIMITED = np.iinfo(np.int64).max


def fallbacks_at(
    cut: str, relations: dict, *, length: int, limits: dict, exclude_owned: bool
) -> pa.Table:
    """One row per user and rank that a fallback fills, with cluster and place in its order.

    relations: int_target_segments, int_blended_recommendations, int_fallback_items,
    int_item_traits and int_strengths. limits: how many of one category and brand a list may hold,
    None for any number.
    """
    targets = read_cut(relations["int_target_segments"], cut, ["user_idx"], ["cluster"])
    targets = {name: column.astype(np.int64) for name, column in targets.items()}
    n_users = 1 + int(targets["user_idx"].max(initial=-1))
    given = _items_of_users(relations["int_blended_recommendations"], cut, n_users)
    spent = relations["int_strengths"].filter(f"is_spent and {exclude_owned}")
    barred = _items_of_users(spent, cut, n_users)
    clusters, shelf = _shelf(cut, relations, limits)
    is_short = np.diff(given.starts)[targets["user_idx"]] < length
    users, cluster = targets["user_idx"][is_short], targets["cluster"][is_short]
    order_of = np.searchsorted(clusters, cluster)
    user, place, rank = fill_lists(users, order_of, shelf, given, barred, length)
    cluster = cluster[np.searchsorted(users, user)]
    return cut_table(cut, user_idx=user, cluster=cluster, place=place + 1, rank=rank)


def _shelf(cut: str, relations: dict, limits: dict) -> tuple[np.ndarray, Shelf]:
    """The clusters (sorted) whose orders are the rows of the shelf, and the shelf."""
    rows = read_cut(relations["int_fallback_items"], cut, ["cluster", "place"], ["item_idx"])
    clusters = np.unique(rows["cluster"])
    orders = rows["item_idx"].astype(np.int64).reshape(max(len(clusters), 1), -1)
    kind = "case when {0} is null then -1 else dense_rank() over (order by {0} nulls last) - 1 end"
    traits = relations["int_item_traits"].select(
        ", ".join(["item_idx", *(f"{kind.format(trait)} as {trait}" for trait in limits)])
    )
    traits = traits.order("item_idx").fetchnumpy()
    kinds = np.stack([traits[trait].astype(np.int64) for trait in limits])
    most = np.array([UNLIMITED if limit is None else limit for limit in limits.values()])
    return clusters, Shelf(orders, kinds, most)


def _items_of_users(rows, cut: str, n_users: int) -> Lists:
    """The items of each user of a relation with user_idx and item_idx."""
    found = read_cut(rows, cut, ["user_idx", "item_idx"], [])
    starts = np.searchsorted(found["user_idx"], np.arange(n_users + 1))
    return Lists(starts, found["item_idx"].astype(np.int64), None)
