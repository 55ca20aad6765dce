"""A shop of any size for measurements: plain, but as skewed as real ones."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .personas import DAYS
from .sampling import Floats, Integers, named, place_between, position_in_group
from .visits import DAY_SECONDS, FIRST_MOMENT, day_weights

POPULARITY_EXPONENT = 0.9
ACTIVITY_SIGMA = 1.1
MEAN_SESSION_EVENTS = 6
CATEGORIES_COUNT = 200
DEPARTMENTS_COUNT = 12
FAVOURITE_CATEGORIES = 3
FAVOURITE_SHARE = 0.75
EVENT_TYPES = ("view", "cart", "purchase")
CART_SHARE, PURCHASE_SHARE = 0.08, 0.035
CHUNK_ROWS = 1_000_000
EVENT_SCHEMA = pa.schema(
    [
        ("user_id", pa.string()),
        ("event_at", pa.timestamp("us")),
        ("event_type", pa.string()),
        ("item_id", pa.string()),
        ("event_id", pa.string()),
        ("order_id", pa.string()),
        ("quantity", pa.int32()),
        ("unit_price", pa.float64()),
    ]
)


def write_scale_shop(
    folder: Path, users_count: int, items_count: int, events_count: int, seed: int
) -> None:
    """Writes events, items and users."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    category, popularity, price = draw_scale_items(rng, items_count)
    session, user, at = draw_moments(rng, users_count, events_count)
    event_type = draw_event_types(rng, session)
    item = draw_viewed_items(rng, user, users_count, category, popularity)
    item = item[last_view(event_type)]
    order = np.argsort(at, kind="stable")
    user_ids, item_ids = (
        named("u", np.arange(users_count), 8),
        named("i", np.arange(items_count), 7),
    )
    with pq.ParquetWriter(folder / "events.parquet", EVENT_SCHEMA, compression="zstd") as writer:
        for start in range(0, events_count, CHUNK_ROWS):
            rows = order[start : start + CHUNK_ROWS]
            numbers = np.arange(start, start + len(rows))
            writer.write_table(
                event_chunk(
                    numbers,
                    user_ids[user[rows]],
                    at[rows],
                    event_type[rows],
                    item[rows],
                    item_ids,
                    session[rows],
                    price,
                )
            )
    write_catalogues(rng, folder, user_ids, item_ids, category, price)


def draw_scale_items(rng: np.random.Generator, items_count: int) -> tuple[Integers, Floats, Floats]:
    """Category (its items lie together), popularity (Zipf, in no order) and price of each item."""
    category = np.sort(rng.integers(0, CATEGORIES_COUNT, items_count))
    popularity = 1 / (rng.permutation(items_count) + 1.0) ** POPULARITY_EXPONENT
    base_price = rng.lognormal(3, 0.7, CATEGORIES_COUNT)
    price = np.round(base_price[category] * rng.lognormal(0, 0.4, items_count), 2) + 0.5
    return category, popularity / popularity.sum(), price


def draw_moments(
    rng: np.random.Generator, users_count: int, events_count: int
) -> tuple[Integers, Integers, Integers]:
    """Session, user and second of the year of each event. Activity of users is log-normal."""
    lengths = rng.geometric(1 / MEAN_SESSION_EVENTS, events_count // MEAN_SESSION_EVENTS * 2 + 100)
    sessions_count = int(np.searchsorted(np.cumsum(lengths), events_count)) + 1
    session = np.repeat(np.arange(sessions_count), lengths[:sessions_count])[:events_count]
    activity = np.cumsum(rng.lognormal(0, ACTIVITY_SIGMA, users_count))
    user = np.searchsorted(activity, rng.random(sessions_count) * activity[-1], side="right")
    whole_year = np.zeros(sessions_count, dtype=np.int64)
    day = place_between(
        day_weights(1.4, 1.8), whole_year, whole_year + DAYS - 1, rng.random(sessions_count)
    )
    hour = rng.normal(16, 4.5, sessions_count) % 24
    started = day * DAY_SECONDS + (hour * 3600).astype(np.int64)
    passed = np.cumsum(rng.integers(5, 120, events_count))
    first = np.flatnonzero(position_in_group(session) == 0)
    at = started[session] + passed - passed[first][session]
    return session, user[session], np.minimum(at, DAYS * DAY_SECONDS - 1)


def draw_event_types(rng: np.random.Generator, session: Integers) -> np.ndarray:
    """0 view, 1 cart, 2 purchase. A session starts with a view."""
    chance = rng.random(len(session))
    event_type = np.where(
        chance < PURCHASE_SHARE, 2, np.where(chance < PURCHASE_SHARE + CART_SHARE, 1, 0)
    )
    event_type[position_in_group(session) == 0] = 0
    return event_type.astype(np.int8)


def draw_viewed_items(
    rng: np.random.Generator,
    user: Integers,
    users_count: int,
    category: Integers,
    popularity: Floats,
) -> Integers:
    """Mostly from favourite categories, themselves drawn by popularity, so items stay Zipf-like."""
    first = np.searchsorted(category, np.arange(CATEGORIES_COUNT), side="left")
    last = np.searchsorted(category, np.arange(CATEGORIES_COUNT), side="right") - 1
    weight = np.cumsum(np.bincount(category, popularity, CATEGORIES_COUNT))
    chances = rng.random((users_count, FAVOURITE_CATEGORIES)) * weight[-1]
    favourites = np.searchsorted(weight, chances, side="right")
    chosen = favourites[user, rng.integers(0, FAVOURITE_CATEGORIES, len(user))]
    is_favourite = rng.random(len(user)) < FAVOURITE_SHARE
    low = np.where(is_favourite, first[chosen], 0)
    high = np.where(is_favourite, last[chosen], len(category) - 1)
    return place_between(popularity, low, high, rng.random(len(user)))


def last_view(event_type: np.ndarray) -> Integers:
    """The place of the latest view up to each event: what is bought was viewed before."""
    return np.maximum.accumulate(np.where(event_type == 0, np.arange(len(event_type)), 0))


def event_chunk(
    numbers: Integers,
    user_ids: np.ndarray,
    at: Integers,
    event_type: np.ndarray,
    item: Integers,
    item_ids: np.ndarray,
    session: Integers,
    price: Floats,
) -> pa.Table:
    """One row group of events. Only a purchase has an order, a quantity and a price."""
    is_view = event_type != 2
    columns = [
        pa.array(user_ids),
        pa.array(FIRST_MOMENT.astype("datetime64[us]") + at.astype("timedelta64[s]")),
        pa.array(np.array(EVENT_TYPES, dtype=object)[event_type]),
        pa.array(item_ids[item]),
        pa.array(named("e", numbers, 10)),
        pa.array(named("o", session, 8), mask=is_view),
        pa.array(np.ones(len(item), dtype=np.int32), mask=is_view),
        pa.array(price[item], mask=is_view),
    ]
    return pa.Table.from_arrays(columns, schema=EVENT_SCHEMA)


def write_catalogues(
    rng: np.random.Generator,
    folder: Path,
    user_ids: np.ndarray,
    item_ids: np.ndarray,
    category: Integers,
    price: Floats,
) -> None:
    """The items and the users of the shop, by the input contract."""
    brand = rng.integers(0, 500, len(item_ids))
    items = pa.table(
        {
            "item_id": item_ids,
            "title": [f"Item {number} of brand {name}" for number, name in enumerate(brand)],
            "category": [
                f"Department {number % DEPARTMENTS_COUNT}/Category {number}" for number in category
            ],
            "brand": [f"Brand {name}" for name in brand],
            "price": np.round(price, 2),
            "available": np.ones(len(item_ids), dtype=bool),
        }
    )
    signed_up = FIRST_MOMENT.astype("datetime64[us]") - rng.integers(1, 1000, len(user_ids)).astype(
        "timedelta64[D]"
    )
    users = pa.table({"user_id": user_ids, "signed_up_at": signed_up})
    pq.write_table(items, folder / "items.parquet", compression="zstd")
    pq.write_table(users, folder / "users.parquet", compression="zstd")
