"""The demo shop: a small, lifelike shop with a planted truth."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .behavior import draw_events
from .catalogue import catalogue_table, draw_items, draw_tastes
from .faults import (
    ITEM_FAULTS,
    REVIEW_FAULTS,
    USER_FAULTS,
    add_event_faults,
    add_faults,
    planted_counts,
)
from .identities import name_events, name_people, users_table
from .personas import PERSONAS, Personas, draw_people
from .reviews import reviews_table
from .visits import draw_orders, draw_sessions, draw_views

USERS_COUNT = 3200
VISITORS_COUNT = 450
DELTA_ENCODINGS = {
    "event_at": "DELTA_BINARY_PACKED",
    "event_id": "DELTA_BYTE_ARRAY",
    "order_id": "DELTA_BYTE_ARRAY",
}
TEXT, PRICE = pa.string(), pa.decimal128(10, 2)
SCHEMAS: dict[str, pa.Schema] = {
    "events": pa.schema(
        [
            ("user_id", TEXT),
            ("visitor_id", TEXT),
            ("event_at", pa.timestamp("us")),
            ("event_type", TEXT),
            ("item_id", TEXT),
            ("event_id", TEXT),
            ("order_id", TEXT),
            ("quantity", pa.int32()),
            ("unit_price", PRICE),
            ("search_query", TEXT),
            ("user_agent", TEXT),
            ("rating", pa.float64()),
            ("attributes", TEXT),
        ]
    ),
    "items": pa.schema(
        [
            ("item_id", TEXT),
            ("title", TEXT),
            ("description", TEXT),
            ("category", TEXT),
            ("brand", TEXT),
            ("price", PRICE),
            ("available", pa.bool_()),
            ("attributes", TEXT),
        ]
    ),
    "users": pa.schema(
        [
            ("user_id", TEXT),
            ("signed_up_at", TEXT),
            ("country", TEXT),
            ("email", TEXT),
            ("consents", TEXT),
            ("attributes", TEXT),
        ]
    ),
    "reviews": pa.schema(
        [
            ("review_id", TEXT),
            ("user_id", TEXT),
            ("item_id", TEXT),
            ("reviewed_at", TEXT),
            ("rating", pa.float64()),
            ("title", TEXT),
            ("body", TEXT),
        ]
    ),
}


@dataclass(frozen=True)
class DemoShop:
    """The four inputs as tables, and the truth about them."""

    inputs: dict[str, pa.Table]
    personas: pd.DataFrame
    planted: pd.DataFrame


def build_demo_shop(seed: int, personas: Personas = PERSONAS) -> DemoShop:
    """The whole shop from one seed, by default with the kinds of customer of the demo."""
    rng = np.random.default_rng(seed)
    items = draw_items(rng)
    people = name_people(rng, draw_people(rng, USERS_COUNT, VISITORS_COUNT, personas))
    sessions = draw_sessions(rng, people, personas)
    views = draw_views(rng, people, sessions, draw_tastes(rng, people, items, personas))
    orders = draw_orders(rng, people, views)
    events = name_events(
        rng, people, items, draw_events(rng, people, items, sessions, views, orders)
    )
    reviews = reviews_table(rng, people, items, events)
    users = users_table(rng, people, events)
    faulty_events, robots_count = add_event_faults(rng, events, items)
    frames = {
        "events": faulty_events,
        "items": add_faults(rng, catalogue_table(items), "item_id", "i", 4, ITEM_FAULTS),
        "users": add_faults(rng, users, "user_id", "u", 5, USER_FAULTS),
        "reviews": add_faults(rng, reviews, "review_id", "r", 5, REVIEW_FAULTS),
    }
    inputs = {name: as_table(frame, SCHEMAS[name]) for name, frame in frames.items()}
    return DemoShop(inputs, persona_table(people, events, personas), planted_counts(robots_count))


def as_table(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """The frame by its schema; prices become exact decimals."""
    columns = []
    for field in schema:
        target = pa.float64() if field.type == PRICE else field.type
        columns.append(
            pa.array(frame[field.name], type=target, from_pandas=True).cast(field.type, safe=False)
        )
    return pa.Table.from_arrays(columns, schema=schema)


def persona_table(people: pd.DataFrame, events: pd.DataFrame, personas: Personas) -> pd.DataFrame:
    """The kind of every user that has events."""
    users = people[people["user_id"].isin(events["user_id"].dropna().unique())]
    names = np.array([each.name for each in personas])
    return pd.DataFrame({"user_id": users["user_id"], "persona": names[users["persona"]]})


def write_demo_shop(shop: DemoShop, folder: Path, truth_folder: Path) -> None:
    """Four Parquet files, and the truth as two CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    truth_folder.mkdir(parents=True, exist_ok=True)
    for name, table in shop.inputs.items():
        write_small(table, folder / f"{name}.parquet")
    shop.personas.to_csv(truth_folder / "personas.csv", index=False, lineterminator="\n")
    shop.planted.to_csv(truth_folder / "planted.csv", index=False, lineterminator="\n")


def write_small(table: pa.Table, path: Path) -> None:
    """Sorted keys and moments as differences, the rest as dictionaries: much smaller."""
    encodings = {
        name: encoding for name, encoding in DELTA_ENCODINGS.items() if name in table.column_names
    }
    dictionaries = [name for name in table.column_names if name not in encodings]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=dictionaries,
        column_encoding=encodings,
    )
