"""Lists that are filled by hand, and lists of many users beside a plain loop."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from kindred_warehouse.fallbacks import fallbacks_at

# the shop's order is 3, 2; that of cluster 1 is 0, 4, 2, 3, 1
TABLES = """
    create table int_target_segments as from (values ('release', 0, 1), ('release', 1, -1))
        as t (cut, user_idx, cluster);
    create table int_blended_recommendations as from (values ('release', 0, 4))
        as t (cut, user_idx, item_idx);
    create table int_strengths as from (values ('release', 0, 0, true), ('release', 0, 2, false))
        as t (cut, user_idx, item_idx, is_spent);
    create table int_fallback_items as
        select 'release' as cut, cluster, unnest(items) as item_idx,
            unnest(range(1, len(items) + 1)) as place
        from (values (-1, [3, 2, 0, 1, 4]), (1, [0, 4, 2, 3, 1])) as t (cluster, items);
    create table int_item_traits as from (values
        (0, 'toys', 'x'), (1, 'books', 'x'), (2, 'toys', null), (3, 'toys', 'y'), (4, 'toys', 'z'))
        as t (item_idx, category, brand);
"""


def filled(connection, length, exclude_owned=True, category=None, brand=None) -> dict:
    """user -> [(rank, place)] of what fills the list."""
    names = ("int_target_segments", "int_blended_recommendations", "int_strengths")
    names += ("int_fallback_items", "int_item_traits")
    rows = fallbacks_at(
        "release",
        {name: connection.table(name) for name in names},
        length=length,
        limits={"category": category, "brand": brand},
        exclude_owned=exclude_owned,
    ).to_pylist()
    found = {}
    for row in rows:
        found.setdefault(row["user_idx"], []).append((row["rank"], row["place"]))
    return found


@pytest.fixture
def connection():
    connection = duckdb.connect()
    connection.execute(TABLES)
    return connection


def test_places_are_filled_in_the_order_of_the_cluster(connection):
    # user 0 has item 4 and owns item 0; what was only looked at may stand in a list
    assert filled(connection, 3) == {0: [(2, 3), (3, 4)], 1: [(1, 1), (2, 2), (3, 3)]}
    assert filled(connection, 3, exclude_owned=False)[0] == [(2, 1), (3, 3)]


def test_a_list_that_is_full_is_left_alone(connection):
    assert filled(connection, 1) == {1: [(1, 1)]}


def test_a_list_ends_where_the_catalogue_does(connection):
    assert filled(connection, 9)[0] == [(2, 3), (3, 4), (4, 5)]


def test_what_the_list_is_full_of_is_passed_over(connection):
    # item 4 of the blend is the one toy of user 0, so that book 1 at place 5 is next
    assert filled(connection, 2, category=1) == {0: [(2, 5)], 1: [(1, 1), (2, 4)]}
    # user 1: 3 is y, 2 of no known brand, 0 is x, 1 is x as well, 4 is z
    assert filled(connection, 4, brand=1)[1] == [(1, 1), (2, 2), (3, 3), (4, 5)]


def test_limits_give_way_where_nothing_else_is_left(connection):
    # a book and a toy are all that the limit lets through; then 2 comes before 3, in the old order
    assert filled(connection, 3, category=1) == {0: [(2, 3), (3, 5)], 1: [(1, 1), (2, 2), (3, 4)]}


@pytest.mark.parametrize(("category", "brand"), [(1, None), (2, 1), (1, 2), (None, None)])
def test_many_lists_are_those_of_a_plain_loop(category, brand):
    rng = np.random.default_rng(1)
    traits = rng.integers(-1, 4, (2, 60))
    orders = rng.permuted(np.tile(np.arange(60), (3, 1)), axis=1)
    connection = duckdb.connect()
    lists = {user: rng.choice(60, rng.integers(0, 3), replace=False) for user in range(80)}
    spent = {user: rng.choice(60, rng.integers(0, 9), replace=False) for user in range(80)}
    limits = [np.inf if limit is None else limit for limit in (category, brand)]
    write(connection, lists, spent, traits, orders)
    found = filled(connection, 8, category=category, brand=brand)
    for user in range(80):
        order = orders[user % 3]
        held = list(lists[user])
        for must_fit in (True, False):
            for item in order:
                counts = [(traits[t, held] == traits[t, item]).sum() for t in (0, 1)]
                fits = all(
                    traits[t, item] < 0 or counts[t] < limit for t, limit in enumerate(limits)
                )
                if len(held) < 8 and item not in {*held, *spent[user]} and (fits or not must_fit):
                    held.append(item)
        places = sorted(
            int(np.flatnonzero(order == item)[0]) + 1 for item in held[len(lists[user]) :]
        )
        assert [place for _, place in found[user]] == places
        assert [rank for rank, _ in found[user]] == list(range(len(lists[user]) + 1, 9))


def write(connection, lists, spent, traits, orders):
    """The relations of `filled` from users' items, kinds of items (-1: unknown) and orders."""

    def pairs(items_of):
        return [(user, item) for user, items in items_of.items() for item in items]

    blended = pd.DataFrame(pairs(lists), columns=["user_idx", "item_idx"]).assign(cut="release")
    strengths = pd.DataFrame(pairs(spent), columns=["user_idx", "item_idx"])
    strengths = strengths.assign(cut="release", is_spent=True)
    names = [[None if kind < 0 else f"kind {kind}" for kind in kinds] for kinds in traits]
    catalogue = pd.DataFrame({"item_idx": range(60), "category": names[0], "brand": names[1]})
    order = pd.DataFrame(
        [(c, item, place + 1) for c, row in enumerate(orders) for place, item in enumerate(row)],
        columns=["cluster", "item_idx", "place"],
    ).assign(cut="release")
    targets = pd.DataFrame({"cut": "release", "user_idx": range(80)})
    targets["cluster"] = targets["user_idx"] % 3
    frames = {"int_target_segments": targets, "int_blended_recommendations": blended}
    frames |= {"int_strengths": strengths, "int_fallback_items": order}
    for name, frame in (frames | {"int_item_traits": catalogue}).items():
        connection.from_df(frame).create(name)
