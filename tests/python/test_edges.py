"""Shops at the edge build without error, with correct types and sensible rows."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import Shop


def purchases(rows) -> pd.DataFrame:
    """Events (user, moment, item, price), all of them purchases."""
    frame = pd.DataFrame(rows, columns=["user_id", "event_at", "item_id", "unit_price"])
    return frame.assign(event_type="purchase", event_at=pd.to_datetime(frame["event_at"]))


def a_shop(users: int, items: int) -> pd.DataFrame:
    """Ten days on which each user buys two neighbouring items out of `items`."""
    return purchases(
        [
            (
                f"u{user}",
                f"2025-03-{day:02d} 1{step}:00",
                f"i{(user + day + step) % items}",
                5 + user,
            )
            for user in range(users)
            for day in range(1, 11)
            for step in (0, 1)
        ]
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Shop:
    """Purchases and nothing else, but for one in 2099."""
    late = purchases([("u1", "2099-01-01 00:00", "i1", 1)])
    shop = Shop(tmp_path_factory.mktemp("plain") / "shop")
    shop.write(events=pd.concat([a_shop(12, 6), late], ignore_index=True)).build()
    return shop


def test_one_event_in_2099(plain):
    assert plain.rows("select as_of::varchar from kindred.releases") == [("2025-03-11 00:00:00",)]
    assert plain.rows("select input, reason from kindred.rejected_rows") == [
        ("events", "future_time")
    ]


def test_events_only(plain):
    assert plain.rows("select count(*), bool_or(is_in_catalogue) from kindred.users") == [
        (12, False)
    ]
    assert plain.rows("select count(*) from kindred.items") == [(6,)]
    assert plain.rows("select sum(users_count) from kindred.segments") == [(12,)]
    # views, carts and searches are not recorded: unknown, not zero
    assert plain.rows(
        "select count(views_count), count(carts_count), count(searches_count), count(refund_share)"
        " from kindred.user_features"
    ) == [(0, 0, 0, 0)]


def test_no_item_ids_at_all(shop):
    shop.write(events=a_shop(12, 6).drop(columns="item_id")).build()
    assert shop.rows("select count(*) from kindred.user_segments") == [(12,)]
    # two purchases a day for ten days at 5 + user
    assert shop.rows("select net_amount from kindred.user_features where user_id = 'u3'") == [
        (160.0,)
    ]
    for table in ("items", "item_similarities", "user_recommendations", "recommendation_reasons"):
        assert shop.rows(f"select count(*) from kindred.{table}") == [(0,)]


@pytest.mark.parametrize(("users", "items"), [(1, 4), (6, 1), (2, 4)])
def test_very_small_shops(shop, users, items):
    shop.write(events=a_shop(users, items)).build(segments_count=5)
    # nobody is spared to measure rules on, and every segment has one
    measured = "held_out_users_count, fidelity, coverage, precision"
    assert shop.rows(f"select distinct {measured} from kindred.segment_rules") == [
        (0, None, None, None)
    ]
    assert shop.rows("select count(distinct segment_id) from kindred.segment_rules") == (
        shop.rows("select count(*) from kindred.segments where users_count > 0")
    )
    assert shop.rows("select count(*) from kindred.user_segments") == [(users,)]
    assert shop.rows("select count(*) <= 5 and count(*) >= 1 from kindred.segments") == [(True,)]
    owned = shop.rows(
        "select count(*) from kindred.user_recommendations as r where exists"
        " (select 1 from kindred.items as i where i.item_id = r.item_id and i.owners_count = "
        f"{users})"
    )
    assert owned == [(0,)], "everybody owns it, yet it is recommended"


def test_every_event_doubled(shop, small_demo, small_shop):
    events = pd.concat([small_demo["events"]] * 2, ignore_index=True)
    shop.write(**(small_demo | {"events": events})).build()
    once, twice = small_shop.tables(), shop.tables()
    read = small_shop.rows("select events_read_count from kindred.releases")[0][0]
    rejected, rejected_twice = once.pop("rejected_rows"), twice.pop("rejected_rows")
    assert once == twice
    assert len(rejected_twice) - len(rejected) == read


def test_text_order_of_rows_and_threads(shop, small_demo, small_shop):
    """Written as CSV, in another order, by eight threads: none of it may show."""
    shuffled = {name: frame.sample(frac=1, random_state=1) for name, frame in small_demo.items()}
    shop.write("csv", **shuffled).build("--threads", "8")
    assert shop.tables() == small_shop.tables()


def test_run_twice(tmp_path, small_shop):
    again = small_shop.copy(tmp_path / "again")
    again.build()
    assert again.tables() == small_shop.tables()
    assert again.rows("select release_id from kindred.releases order by 1") == [(1,), (2,)]


def test_odd_ids(shop):
    odd = ["O'Brien", '"quoted"', "00123", "Ünïcödé-日本", "x" * 200, "a;b,c", "visitor:7", "-1e5"]
    events = a_shop(8, 8)
    events["user_id"] = events["user_id"].map({f"u{n}": odd[n] for n in range(8)})
    events["item_id"] = events["item_id"].map({f"i{n}": odd[n] for n in range(8)})
    shop.write("csv", events=events).build()
    for table, column in (("users", "user_id"), ("items", "item_id"), ("user_segments", "user_id")):
        found = {value for (value,) in shop.rows(f"select {column} from kindred.{table}")}
        assert found == set(odd)


def test_a_header_and_no_rows(shop):
    run = shop.write("csv", events=a_shop(1, 1).head(0)).build()
    assert "The shop is empty" in run.output
    assert {len(rows) for name, rows in shop.tables().items() if "evaluation" not in name} == {0}
    types = "select column_name, data_type from duckdb_columns() where table_name = 'user_features'"
    assert ("net_amount", "DOUBLE") in shop.rows(types)


def test_no_event_accepted(plain, tmp_path):
    """A wrong mapping must not put an empty shop in the place of a good release."""
    shop = plain.copy(tmp_path / "shop")
    released = shop.rows("from kindred.releases")
    events = purchases([("u1", "2025-03-01 10:00", "i1", 1), ("u2", "2025-03-01 11:00", "i1", 1)])
    shop.write("csv", events=events.assign(event_type="Kauf"))
    run = shop.dbt("build")
    assert run.code != 0
    assert (
        "Kindred: of the 2 rows of the input 'events' not one was accepted, so nothing is"
        " published; most were rejected as unknown_event_type (2 rows, for example 'Kauf')."
        in run.output
    )
    assert shop.rows("from kindred.releases") == released
