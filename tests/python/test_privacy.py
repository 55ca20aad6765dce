"""Addresses, phone and card numbers do not pass staging, wherever a shop lets them slip in."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import Shop

# Where they are planted. In titles, descriptions and user agents, numbers are no secret.
TEXT_PLACES = {
    "events": ["search_query", "attributes", "event_at", "event_type", "quantity", "unit_price"],
    "items": ["attributes", "price", "available"],
    "users": ["attributes", "consents", "country", "email", "signed_up_at"],
    "reviews": ["title", "body", "reviewed_at", "rating"],
    "texts": ["text", "language", "occurred_at"],
}
EMAIL_PLACES = {"events": ["user_agent"], "items": ["title", "description"]}
SOUND = {
    "events": {"event_at": "2025-03-01 10:00", "event_type": "view", "item_id": "i1"},
    "items": {"price": "5", "available": "yes"},
    "users": {"signed_up_at": "2025-01-01"},
    "reviews": {"user_id": "u1", "reviewed_at": "2025-03-01", "rating": "4"},
    "texts": {"text": "thanks", "occurred_at": "2025-03-01"},
}
KEYS = {"events": "user_id", "items": "item_id", "users": "user_id"} | {
    "reviews": "review_id",
    "texts": "text_id",
}
ORDINARY_TEXTS = [
    "boots 42.5 black",
    "delivered 2025-12-31 or 31.12.2025 18:30",
    "GTIN 4006381333931",
    "100 x 200 x 50 cm, 1.299,00 EUR",
    "1299.95 19,99",
]
ORDINARY_ATTRIBUTES = {
    "gtin": 4006381333931,
    "ordered_on": "2025-12-31",
    "ordered_at": "2025-12-31T18:30:00Z",
    "price": 1299.5,
    "sizes": [36, 37.5, "42 2/3"],
    "at_seconds": 1764547200,
}


def email(number: int) -> str:
    return f"person.{number}+shop@mail.example.org"


def phone(number: int) -> str:
    return [f"+49 170 5550{number:03}", f"0170 5550{number:03}9", f"(415) 555-0{number:03}"][
        number % 3
    ]


def card(number: int) -> str:
    return [f"4111 1111 1111 {number:04}", f"550000555555{number:04}", f"3782 822463 1{number:04}"][
        number % 3
    ]


def planted() -> tuple[dict[str, list[dict]], list[str]]:
    """Rows with one secret each, and the secrets."""
    rows = {name: [] for name in SOUND}
    secrets = []
    for makers, places in ((((email, phone, card)), TEXT_PLACES), ((email,), EMAIL_PLACES)):
        for name, columns in places.items():
            for column in columns:
                for make in makers:
                    secret = make(len(secrets))
                    rows[name].append(planted_row(name, column, len(rows[name]), secret))
                    secrets.append(secret)
    for attribute in (491705550990, 5500005555559991):  # numbers, not texts
        row = planted_row("events", "attributes", len(rows["events"]), attribute)
        rows["events"].append(row)
        secrets.append(str(attribute))
    return rows, secrets


def planted_row(name: str, column: str, number: int, secret) -> dict:
    text = f"please write to {secret}, thanks"
    if column in ("attributes", "consents"):
        text = json.dumps({"note": [secret if isinstance(secret, int) else text]})
    return {KEYS[name]: f"{name}-{number}"} | SOUND[name] | {column: text}


@pytest.fixture(scope="module")
def secrets() -> list[str]:
    return planted()[1]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Shop:
    """A shop with secrets in every place, after a build; its inputs lie elsewhere."""
    rows, _ = planted()
    ordinary = [
        {"user_id": f"ordinary-{n}", "search_query": text, "event_type": "search"}
        | {"event_at": "2025-03-01 11:00", "attributes": json.dumps(ORDINARY_ATTRIBUTES)}
        for n, text in enumerate(ORDINARY_TEXTS)
    ]
    # not JSON at all, and a first row that keeps every typed column readable
    odd = {"user_id": "odd", "attributes": "{call 0170 5550999 now"} | SOUND["events"]
    sound = {"user_id": "u1", "quantity": "1", "unit_price": "5", "rating": "4"} | SOUND["events"]
    rows["events"] = [sound, odd, *ordinary, *rows["events"]]
    frames = {name: pd.DataFrame(values, dtype=object) for name, values in rows.items()}
    inputs = Shop(tmp_path_factory.mktemp("inputs")).write("parquet", **frames)
    shop = Shop(tmp_path_factory.mktemp("privacy"))
    shop.vars = inputs.vars
    shop.leaves_artifacts = True
    shop.build(reviews_enabled=True)
    return shop


def texts(shop: Shop, file: Path) -> str:
    """Every row of every table in a file, as text; in the file itself it is compressed."""
    names = shop.rows("select schema_name, table_name from duckdb_tables()", file)
    assert len(names) > 10
    rows = [
        text
        for schema, table in names
        for (text,) in shop.rows(f'select cast(t as varchar) from {schema}."{table}" as t', file)
    ]
    return "\n".join(rows)


def test_nothing_in_the_tables(shop, secrets):
    for file in (shop.warehouse, shop.published):
        text = texts(shop, file)
        assert "ordinary-1" in text
        assert [secret for secret in secrets if secret in text] == []
        assert "0170 5550999" not in text


def test_nothing_in_the_files(shop, secrets):
    files = [path for path in shop.folder.rglob("*") if path.is_file()]
    assert {"dbt.log", "manifest.json", "run_results.json"} <= {path.name for path in files}
    assert {shop.warehouse, shop.published} <= set(files)
    for path in files:
        content = path.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == [], path


def test_every_row_is_there_masked(shop, secrets):
    """Masking loses no row, and says what stood there."""
    rows, _ = planted()
    ids = "select user_id from kindred_staging.int_events_parsed"
    assert len(shop.rows(ids, shop.warehouse)) == len(rows["events"]) + 2 + len(ORDINARY_TEXTS)
    queries = shop.rows(
        "select distinct search_query from kindred_staging.stg_events"
        " where search_query like 'please%' order by 1",
        shop.warehouse,
    )
    assert queries == [
        ("please write to [card], thanks",),
        ("please write to [email], thanks",),
        ("please write to [phone], thanks",),
    ]


def test_ordinary_text_stays(shop):
    kept = shop.rows(
        "select search_query, attributes from kindred_staging.stg_events"
        " where user_id like 'ordinary-%' order by user_id",
        shop.warehouse,
    )
    assert [text for text, _ in kept] == ORDINARY_TEXTS
    assert all(json.loads(attributes) == ORDINARY_ATTRIBUTES for _, attributes in kept)


def test_nothing_in_the_answer_to_a_wrong_input(shop, secrets):
    """The sentence about a column of the wrong type shows one of its values."""
    wrong = Shop(shop.folder / "wrong")
    prices = [secrets[0], secrets[2]]
    events = pd.DataFrame([SOUND["events"] | {"user_id": "u1", "unit_price": p} for p in prices])
    inputs = Shop(shop.folder.with_name("wrong_inputs")).write("parquet", events=events)
    wrong.vars = inputs.vars
    run = wrong.dbt("run", "--select", "int_as_of")
    assert "'unit_price'" in run.output
    printed = [run.output] + [
        path.read_text(errors="replace") for path in wrong.folder.rglob("*") if path.is_file()
    ]
    assert [secret for secret in prices for text in printed if secret in text] == []
