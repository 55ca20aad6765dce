"""The contract of the inputs: however they come in, the same tables; what money and visitors mean;
which reason a rejected row gets."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import INPUTS, Shop, package_shop, together

NO_TESTS = ["--resource-type", "model", "--resource-type", "seed"]
STAGING = ["+stg_events", "+stg_items", "+stg_users", "+stg_reviews", "+rejected_rows"]
RELEASED = ["+orders", "+users", "+items", "+sessions", "+user_features"]


def events(*rows: dict) -> pd.DataFrame:
    """Rows of events, all of them text, with every column that any of them names."""
    return pd.DataFrame(rows, dtype=object).astype("string")


def an_input(name: str) -> pd.DataFrame:
    """A few rows of each input, such as CSV and Parquet both can say."""
    return {
        "events": events(
            {"user_id": "007", "event_at": "2025-03-01 10:00:00", "event_type": "view"}
            | {"item_id": "0815", "attributes": '{"campaign": "spring, early"}'},
            {"user_id": "007", "event_at": "2025-03-01 10:05:00", "event_type": "purchase"}
            | {"item_id": "0815", "quantity": "2", "unit_price": "9.99", "order_id": "o1"},
            {"user_id": "Zoë", "event_at": "2025-03-02 11:00:00+02:00", "event_type": "search"}
            | {"search_query": 'say "tea"'},
            {"user_id": "Zoë", "event_at": "yesterday", "event_type": "view", "item_id": "i2"},
        ),
        "items": pd.DataFrame(
            {"item_id": ["0815", "i2"], "title": ["Tea, green", "Cup"], "price": ["10.5", "x"]}
        ),
        "users": pd.DataFrame({"user_id": ["007", "009"], "country": ["GB", None]}),
        "reviews": pd.DataFrame(
            {
                "review_id": ["r1", "r2"],
                "user_id": ["007", "007"],
                "item_id": ["0815", "i2"],
                "reviewed_at": ["2025-03-02 08:00:00", "2025-03-02 09:00:00"],
                "rating": ["5", "9"],
                "body": ["Two\nlines", None],
            }
        ),
    }[name]


MANY = 30_000  # lines: more than an engine looks at to guess how a file is written
SECRET = "greta.secret@example.com"
# Lines with a field too many or too few, near and far.
MALFORMED = {
    "users": "user_id,country,email\n"
    + f"u1,DE,{SECRET},oops\n"
    + "".join(f"u{number},DE,\n" for number in range(2, MANY))
    + f"u{MANY},DE,{SECRET},oops\nu0\n",
    "items": "item_id,title\ni1,Tea, green\ni2,Cup\n",
}
MALFORMED_BESIDE = {"events": an_input("events")}


def staged(shop: Shop, prefix: str = "") -> dict[str, list[tuple]]:
    """The four staging tables and the rejected rows; row numbers say only in what order we read."""
    tables = {name: f"{prefix}kindred_staging.stg_{name}" for name in INPUTS}
    tables["rejected"] = f"{prefix}kindred.rejected_rows"
    columns = "columns(lambda name: name != 'row_id')"
    return {
        name: shop.rows(f"select {columns} from {table} order by all", shop.warehouse)
        for name, table in tables.items()
    }


def ways_in(folder: Path) -> dict[str, Shop]:
    """The same small shop, to be read in each way."""
    inputs = {name: an_input(name) for name in INPUTS}
    suffixes = ("parquet", "csv", "csv.gz")
    ways = {suffix: Shop(folder / suffix).write(suffix, **inputs) for suffix in suffixes}
    ways["glob"] = Shop(folder / "glob").write("csv", **inputs)
    parts = folder / "glob" / "events"
    parts.mkdir()
    inputs["events"].iloc[2:].to_csv(parts / "a.csv", index=False)
    # the second file has its columns in another order, and lacks one
    first = inputs["events"].iloc[:2, ::-1].drop(columns="search_query")
    first.to_csv(parts / "b.csv", index=False)
    ways["glob"].vars["events"] = str(parts / "*.csv")
    ways["table"] = Shop(folder / "table")
    store(ways["table"], inputs)
    ways["table"].vars = {name: f"working.raw.{name}" for name in INPUTS}
    return ways


def store(shop: Shop, inputs: dict[str, pd.DataFrame]) -> None:
    """Put the inputs into the schema raw of the working file."""
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.execute("create schema raw")
        for name, frame in inputs.items():
            connection.register("frame", frame)
            connection.execute(f"create table raw.{name} as from frame")


@pytest.fixture(scope="module")
def shops(tmp_path_factory) -> dict[str, Shop]:
    """All shops of this file, built in one process as far as each is looked at."""
    folder = tmp_path_factory.mktemp("inputs")
    shops = ways_in(folder)
    calls = [(shop, ["build", "--select", *STAGING, *NO_TESTS], {}) for shop in shops.values()]
    ledger = {"events": events(*MONEY, *VISITS), "items": CATALOGUE}
    words, variables = ["build", "--select", *RELEASED, *NO_TESTS], {"as_of": "2025-03-31"}
    for name, more in LEDGERS.items():
        shops[name] = Shop(folder / name).write("csv", **ledger)
        calls.append((shops[name], words, variables | more))
    others = {name: pd.DataFrame(rows, dtype=object) for name, rows in OTHER_INPUTS.items()}
    refused = {"events": events(*ACCEPTED, *REJECTED, *BUSY), **others}
    shops["refused"] = Shop(folder / "refused").write("csv", **refused)
    variables = variables | {"bot_max_events_per_day": 3}
    calls.append((shops["refused"], ["build", "--select", *STAGING, *NO_TESTS], variables))
    shops["malformed"] = Shop(folder / "malformed").write("csv", **MALFORMED_BESIDE)
    for name, text in MALFORMED.items():
        (shops["malformed"].folder / f"{name}.CSV").write_text(text, encoding="utf-8")
        shops["malformed"].vars[name] = str(shops["malformed"].folder / f"{name}.CSV")
    calls.append((shops["malformed"], ["build", "--select", *STAGING, *NO_TESTS], {}))
    for run in together(*calls):
        assert run.code == 0, run.output[-6000:]
    return shops


def test_malformed_lines_are_counted_without_their_text(shops):
    shop = shops["malformed"]
    assert shop.rows(
        "select input, reason, row_json::varchar from kindred.rejected_rows"
        " where input != 'events' order by all",
        shop.warehouse,
    ) == [
        ("items", "malformed_line", '{"line":"items.CSV, line 2"}'),
        ("users", "malformed_line", '{"line":"users.CSV, line 2"}'),
        ("users", "malformed_line", f'{{"line":"users.CSV, line {MANY + 1}"}}'),
        ("users", "malformed_line", f'{{"line":"users.CSV, line {MANY + 2}"}}'),
    ]
    count = "select count(*) from kindred_staging.stg_users"
    assert shop.rows(count, shop.warehouse) == [(MANY - 2,)]
    for path in shop.folder.rglob("*"):
        if path.is_file() and path.suffix != ".CSV":
            assert SECRET.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'u2,"DE,\n', "has a quotation mark that is not closed"),
        ("u2,Österreich,\n".encode("latin-1"), "is not UTF-8"),
    ],
)
@pytest.mark.parametrize("before", [1, MANY])
def test_lines_that_cannot_be_told_apart(shop, line, expected, before):
    sound = f"u1,DE,{SECRET}\n".encode()
    shop.write(events=an_input("events"))
    shop.vars["users"] = str(shop.folder / "users.csv")
    content = b"user_id,country,email\n" + sound * before + line + sound * 10
    (shop.folder / "users.csv").write_bytes(content)
    run = shop.dbt("build", "--select", "+int_users_parsed", *NO_TESTS)
    assert run.code != 0
    assert f"'users' (users.csv, line {before + 2}) {expected}" in run.output
    assert SECRET not in run.output
    tables = "select table_name from duckdb_tables() where table_name = 'int_users_parsed'"
    assert shop.rows(tables, shop.warehouse) == []


def test_expected_rows(shops):
    """So that "the same" below is not the same nothing."""
    found = staged(shops["parquet"])
    assert {name: len(rows) for name, rows in found.items()} == {
        "events": 3,
        "items": 1,
        "users": 2,
        "reviews": 1,
        "rejected": 3,
    }
    assert shops["parquet"].rows(
        "select user_id, event_at::varchar, quantity::varchar, amount::varchar, search_query"
        " from kindred_staging.stg_events order by event_at",
        shops["parquet"].warehouse,
    ) == [
        ("007", "2025-03-01 10:00:00", "1.0000", None, None),
        ("007", "2025-03-01 10:05:00", "2.0000", "19.9800", None),
        ("Zoë", "2025-03-02 09:00:00", "1.0000", None, 'say "tea"'),
    ]


@pytest.mark.parametrize("way", ["csv", "csv.gz", "glob", "table"])
def test_same_tables_from(shops, way):
    assert staged(shops[way]) == staged(shops["parquet"])


def test_same_tables_from_model_seed_and_source_of_a_package(shops, tmp_path):
    inputs = {name: an_input(name) for name in INPUTS}
    path = shops["parquet"].vars["events"]
    files = {
        "models/shop_events.sql": f"select * from read_parquet('{path}')",
        "models/orders.sql": "select 'mine' as owner",
        "models/sources.yml": "sources: [{name: raw, tables: [{name: users}]}]",
        "seeds/shop_items.csv": inputs["items"].to_csv(index=False),
    }
    shop = package_shop(
        tmp_path / "shop",
        files,
        events="shop_events",
        items="shop_items",
        users="source:raw.users",
        reviews="working.raw.reviews",
    )
    store(shop, inputs)
    selection = [f"+kindred.staging.stg_{name}" for name in INPUTS]
    shop.build("--select", *selection, "+rejected_rows", "my_shop", *NO_TESTS)
    assert staged(shop, "shop_") == staged(shops["parquet"])
    assert shop.rows("from shop.orders", shop.warehouse) == [("mine",)]


def test_from_another_folder_with_relative_paths(shops, tmp_path):
    """Paths are the project's, wherever the command is typed."""
    shop = package_shop(tmp_path / "shop", {}, events="data/events.csv", items="data/*.parquet")
    (shop.folder / "data").mkdir()
    an_input("events").to_csv(shop.folder / "data" / "events.csv", index=False)
    an_input("items").to_parquet(shop.folder / "data" / "items.parquet", index=False)
    words = ["build", "--profiles-dir", str(shop.folder), "--select", "+stg_events", "+stg_items"]
    run = shop.typed_dbt(*words, *NO_TESTS, cwd=tmp_path)
    assert run.code == 0, run.output[-6000:]
    for name in ("events", "items"):
        found = f"select count(*) from shop_kindred_staging.stg_{name}"
        assert shop.rows(found, shop.warehouse) == [(len(staged(shops["parquet"])[name]),)]


def money(user, event_type, at, **more) -> dict:
    return {"user_id": user, "event_type": event_type, "event_at": at, **more}


MONEY = [
    # quantity missing: 1; price missing: the item's; price unknown; zero is a price; no item
    money("m1", "purchase", "2025-03-01 10:00", item_id="A", order_id="o1", unit_price="10"),
    money("m1", "purchase", "2025-03-01 10:00", item_id="B", order_id="o1", quantity="2"),
    money("m1", "purchase", "2025-03-01 10:00", order_id="o1", unit_price="4"),
    money("m1", "purchase", "2025-03-02 10:00", item_id="Z", order_id="o2"),
    money("m1", "purchase", "2025-03-03 10:00", item_id="C", order_id="o3", unit_price="0"),
    # all given back, with signs
    money("m2", "purchase", "2025-03-01 10:00", item_id="A", order_id="o4")
    | {"quantity": "3", "unit_price": "10"},
    money("m2", "refund", "2025-03-05 10:00", item_id="A", order_id="o4")
    | {"quantity": "-3", "unit_price": "10"},
    # one of three given back, the price signed
    money("m3", "purchase", "2025-03-01 10:00", item_id="A", order_id="o5")
    | {"quantity": "3", "unit_price": "10"},
    money("m3", "refund", "2025-03-05 10:00", item_id="A", order_id="o5")
    | {"quantity": "1", "unit_price": "-10"},
    # a refund that names no order belongs to the latest earlier one with the item
    money("m4", "purchase", "2025-03-01 10:00", item_id="A", order_id="o6", unit_price="10"),
    money("m4", "purchase", "2025-03-04 10:00", item_id="B", order_id="o7", unit_price="7"),
    money("m4", "refund", "2025-03-05 10:00", item_id="A", unit_price="10"),
]
VISITS = [
    {"event_type": "view", "item_id": "A", "event_at": at, "visitor_id": visitor, "user_id": user}
    for at, visitor, user in [
        ("2025-03-28 09:00", "v1", None),  # before the login of one user
        ("2025-03-28 09:10", "v1", "m1"),
        ("2025-03-28 10:00", "v2", None),  # a browser that two users share
        ("2025-03-28 10:10", "v2", "m2"),
        ("2025-03-28 10:20", "v2", "m3"),
        ("2025-03-29 23:30", "v3", None),  # never logged in; Saturday night in UTC
    ]
]
CATALOGUE = pd.DataFrame({"item_id": ["A", "B", "C"], "price": ["10", "7", "3"]})


# As it is; and by Berlin's clock, with visitors as users.
LEDGERS = {
    "plain": {},
    "other": {
        "segment_visitors": True,
        "shop_time_zone": "Europe/Berlin",
        "habit_min_active_days": 1,
    },
}


def found(shop: Shop, sql: str) -> list[tuple]:
    return shop.rows(sql, shop.warehouse)


def test_orders_by_hand(shops):
    orders = found(
        shops["plain"],
        "select order_id, lines_count, items_count, quantity::double, net_quantity::double,"
        " gross_amount::double, refunded_amount::double, net_amount::double, is_refunded_in_full"
        " from kindred.orders order by order_id",
    )
    assert orders == [
        ("o1", 3, 2, 4, 4, 10 + 2 * 7 + 4, 0, 28, False),
        ("o2", 1, 1, 1, 1, None, None, None, False),
        ("o3", 1, 1, 1, 1, 0, 0, 0, False),
        ("o4", 1, 1, 3, 0, 30, 30, 0, True),
        ("o5", 1, 1, 3, 2, 30, 10, 20, False),
        ("o6", 1, 1, 1, 0, 10, 10, 0, True),
        ("o7", 1, 1, 1, 1, 7, 0, 7, False),
    ]


def test_frequency_and_money_by_hand(shops):
    features = found(
        shops["plain"],
        "select user_id, orders_count, net_amount, average_order_amount from kindred.user_features"
        " order by user_id",
    )
    assert features == [
        ("m1", 3, 28.0, 14.0),  # of three orders two have a price
        ("m2", 0, 0.0, None),
        ("m3", 1, 20.0, 20.0),
        ("m4", 1, 7.0, 7.0),
    ]


def test_owned_items_by_hand(shops):
    owners = found(
        shops["plain"], "select item_id, owners_count from kindred.items order by item_id"
    )
    # of A: m1 and m3; m2 and m4 gave all back
    assert owners == [("A", 2), ("B", 2), ("C", 1), ("Z", 1)]


def test_visitors(shops):
    visits = (
        "select visitor_id, user_id, actor_id from kindred_staging.stg_events"
        " where visitor_id is not null order by event_at"
    )
    assert found(shops["plain"], visits) == [
        ("v1", "m1", "m1"),
        ("v1", "m1", "m1"),
        ("v2", None, "visitor:v2"),
        ("v2", "m2", "m2"),
        ("v2", "m3", "m3"),
        ("v3", None, "visitor:v3"),
    ]
    everybody = "select list(user_id order by user_id) from kindred."
    users = ["m1", "m2", "m3", "m4"]
    visitors = ["visitor:v2", "visitor:v3"]
    for table in ("users", "user_features"):
        assert found(shops["plain"], everybody + table) == [(users,)]
        assert found(shops["other"], everybody + table) == [(users + visitors,)]
    # they count for the item all the same
    counts = "select users_count from kindred.items where item_id = 'A'"
    assert found(shops["plain"], counts) == found(shops["other"], counts) == [(5,)]


def test_time_zone(shops):
    night = (
        "select event_at::varchar, event_at_in_shop::varchar, event_on::varchar"
        " from kindred_staging.stg_events where visitor_id = 'v3'"
    )
    assert found(shops["plain"], night) == [
        ("2025-03-29 23:30:00", "2025-03-29 23:30:00", "2025-03-29")
    ]
    assert found(shops["other"], night) == [
        ("2025-03-29 23:30:00", "2025-03-30 00:30:00", "2025-03-30")
    ]
    # the end of the day in Berlin, where summer time began on the 30th
    ends = "select as_of::varchar from kindred_staging.int_as_of"
    assert found(shops["plain"], ends) == [("2025-04-01 00:00:00",)]
    assert found(shops["other"], ends) == [("2025-03-31 22:00:00",)]
    hours = (
        "select night_share, evening_share from kindred.user_features where user_id = 'visitor:v3'"
    )
    assert found(shops["other"], hours) == [(1.0, 0.0)]


GOOD = {"user_id": "u1", "event_at": "2025-03-01 10:00", "event_type": "view", "item_id": "A"}
FAULTY = {"quantity": "-1", "unit_price": "-1", "rating": "99", "user_agent": "Googlebot/2.1"}
# One row for each reason; each has every later fault too that it can have. session_id says which.
REJECTED = [
    {"session_id": "missing_user", "event_type": "juggle"} | FAULTY,
    {"session_id": "missing_time", "user_id": "u1", "event_type": "juggle"} | FAULTY,
    {"session_id": "unparsable_time", "user_id": "u1", "event_at": "soon"} | FAULTY,
    {"session_id": "future_time", "user_id": "u1", "event_at": "2099-01-01"} | FAULTY,
    GOOD | {"session_id": "unknown_event_type", "event_type": "juggle", "item_id": None} | FAULTY,
    GOOD | {"session_id": "missing_item", "item_id": None} | FAULTY,
    GOOD | {"session_id": "invalid_quantity", "event_id": "e1"} | FAULTY,
    GOOD | {"session_id": "invalid_quantity", "quantity": "two", "unit_price": "-1"},
    GOOD | {"session_id": "invalid_quantity", "event_type": "purchase", "quantity": "0"},
    GOOD | {"session_id": "invalid_price", "event_id": "e1"} | FAULTY | {"quantity": "1"},
    GOOD | {"session_id": "invalid_price", "unit_price": "free", "rating": "0.5"},
    GOOD | {"session_id": "invalid_rating", "rating": "0.5", "user_agent": "Googlebot/2.1"},
    GOOD | {"session_id": "invalid_rating", "rating": "nan", "event_id": "e1"},
    GOOD | {"session_id": "invalid_rating", "event_type": "rating"},
    GOOD | {"session_id": "duplicate", "event_id": "e2"},
    GOOD
    | {"session_id": "conflicting_duplicate", "event_id": "e3", "item_id": "B"}
    | {"user_agent": "Googlebot/2.1"},
    GOOD
    | {"session_id": "bot", "user_id": "robot"}
    | {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
]
# A day of four views is one too many here; the purchase of that day stands.
BUSY = [
    GOOD | {"user_id": "busy", "session_id": "bot", "event_at": f"2025-03-02 1{hour}:00"}
    for hour in range(4)
]
ACCEPTED = [
    GOOD | {"event_id": "e1", "session_id": "good"},
    GOOD | {"event_id": "e2", "session_id": "duplicate"},
    GOOD | {"event_id": "e3", "session_id": "conflicting_duplicate"},
    GOOD
    | {"user_id": "busy", "event_at": "2025-03-02 20:00", "event_type": "purchase"}
    | {"session_id": "good"},
    GOOD | {"user_id": "quiet", "event_at": "2025-03-02 10:00", "session_id": "good"},
]
OTHER_INPUTS = {
    # title, country and body say the reason
    "items": [
        {"item_id": "A", "title": "good", "price": "1"},
        {"item_id": None, "title": "missing_key", "price": "-1"},
        {"item_id": "A", "title": "invalid_price", "price": "-1"},
        {"item_id": "B", "title": "invalid_price", "price": "dear"},
        {"item_id": "A", "title": "good", "price": "2"},
    ],
    "users": [
        {"user_id": "u1", "country": "good", "signed_up_at": "2025-01-01"},
        {"user_id": None, "country": "missing_key", "signed_up_at": "soon"},
        {"user_id": "u1", "country": "unparsable_time", "signed_up_at": "soon"},
        {"user_id": "u1", "country": "future_time", "signed_up_at": "2099-01-01"},
        {"user_id": "u1", "country": "good", "signed_up_at": "2025-01-01"},
    ],
    "reviews": [
        {"review_id": "r1", "user_id": "u1", "reviewed_at": "2025-03-01", "body": "good"},
        {"user_id": None, "reviewed_at": "soon", "body": "missing_key", "rating": "9"},
        {"review_id": "r2", "reviewed_at": "soon", "body": "missing_user", "rating": "9"},
        {"review_id": "r1", "user_id": "u1", "body": "missing_time", "rating": "9"},
        {"review_id": "r1", "user_id": "u1", "body": "unparsable_time", "reviewed_at": "soon"},
        {"review_id": "r1", "user_id": "u1", "body": "future_time", "reviewed_at": "2099-01-01"}
        | {"rating": "9"},
        {"review_id": "r1", "user_id": "u1", "body": "invalid_rating", "reviewed_at": "2025-03-01"}
        | {"rating": "9"},
    ],
}


def reasons(shop: Shop, input_name: str, said_in: str) -> list[tuple[str, str]]:
    """For each rejected row what it should have been rejected for, and what it was."""
    rows = found(
        shop, f"select row_json, reason from kindred.rejected_rows where input = '{input_name}'"
    )
    return sorted((json.loads(row)[said_in], reason) for row, reason in rows)


def test_reasons_of_events(shops):
    given = reasons(shops["refused"], "events", "session_id")
    assert given == sorted((row["session_id"],) * 2 for row in [*REJECTED, *BUSY])


def test_accepted_events(shops):
    kept = "select user_id, event_type, count(*) from kindred_staging.stg_events group by all"
    assert sorted(found(shops["refused"], kept)) == [
        ("busy", "purchase", 1),
        ("quiet", "view", 1),
        ("u1", "view", 3),
    ]


def test_reasons_of_the_other_inputs(shops):
    for input_name, said_in in (("items", "title"), ("users", "country"), ("reviews", "body")):
        given = reasons(shops["refused"], input_name, said_in)
        expected = [
            (row[said_in],) * 2 for row in OTHER_INPUTS[input_name] if row[said_in] != "good"
        ]
        if input_name != "reviews":  # two good rows of one key: equal, or not
            more = "conflicting_duplicate" if input_name == "items" else "duplicate"
            expected.append(("good", more))
        assert given == sorted(expected)
