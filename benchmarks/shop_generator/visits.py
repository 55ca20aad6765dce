"""When people come, and what they look at: sessions, and the items viewed in each."""

import numpy as np
import pandas as pd

from .personas import DAYS, Personas
from .sampling import Floats, draw_from_rows, place_between, position_in_group

FIRST_MOMENT = np.datetime64("2025-01-01T00:00:00")
DAY_SECONDS = 86_400
LAST_SECOND = DAYS * DAY_SECONDS
OFF_RHYTHM_SHARE = 0.2
REMOVED_SHARE = 0.1
COUPON_STEP = 0.05


def day_weights(weekend_factor: float, christmas_factor: float) -> Floats:
    """How busy each day is: a slow rise over the year, weekends, the weeks before Christmas."""
    days = np.arange(DAYS)
    is_weekend = (days + FIRST_MOMENT.astype("datetime64[D]").astype(int) + 3) % 7 >= 5
    is_christmas = (days >= 323) & (days < 357)
    weights = 1 + 0.3 * days / DAYS + 0.1 * np.sin(2 * np.pi * days / DAYS)
    return (
        weights
        * np.where(is_weekend, weekend_factor, 1)
        * np.where(is_christmas, christmas_factor, 1)
    )


def draw_sessions(
    rng: np.random.Generator, people: pd.DataFrame, personas: Personas
) -> pd.DataFrame:
    """One row per session: its person, second of the year, and number of views."""
    person = np.repeat(np.arange(len(people)), people["sessions_count"])
    of_person = people.iloc[person]
    persona = of_person["persona"].to_numpy()
    order = position_in_group(person)
    is_regular = rng.random(len(person)) < of_person["regularity_share"].to_numpy()
    even = (order + 0.3 + 0.4 * rng.random(len(person))) / of_person["sessions_count"].to_numpy()
    position = np.where(is_regular, even, rng.random(len(person)))
    day = np.zeros(len(person), dtype=np.int64)
    for number, each in enumerate(personas):
        mine = persona == number
        first, last = (
            of_person["first_day"].to_numpy()[mine],
            of_person["last_day"].to_numpy()[mine],
        )
        day[mine] = place_between(
            day_weights(each.weekend_factor, each.christmas_factor), first, last, position[mine]
        )
    sessions = pd.DataFrame(
        {
            "person": person,
            "started": day * DAY_SECONDS + draw_second_of_day(rng, of_person),
            "views_count": 1 + rng.poisson(of_person["views_per_session"].to_numpy() - 0.8),
        }
    )
    return sessions.sort_values(["person", "started"], kind="stable", ignore_index=True)


def draw_second_of_day(rng: np.random.Generator, of_person: pd.DataFrame) -> np.ndarray:
    """Around the person's own hour, now and then at any hour of the shop's day."""
    count = len(of_person)
    spread = of_person["peak_hours_spread"].to_numpy()
    own_hour = rng.normal(of_person["peak_hour"].to_numpy(), spread)
    any_hour = rng.normal(15, 4.5, count)
    hour = np.where(rng.random(count) < OFF_RHYTHM_SHARE, any_hour, own_hour) % 24
    return np.minimum((hour * 3600).astype(np.int64), DAY_SECONDS - 1)


def draw_views(
    rng: np.random.Generator, people: pd.DataFrame, sessions: pd.DataFrame, tastes: Floats
) -> pd.DataFrame:
    """One row per item viewed in a session: was it wished, put in the cart, removed, bought?"""
    session = np.repeat(np.arange(len(sessions)), sessions["views_count"])
    person = sessions["person"].to_numpy()[session]
    of_person = people.iloc[person].reset_index(drop=True)
    gaps = np.round(rng.lognormal(4.2, 0.6, len(session))).astype(np.int64).clip(12, 900)
    passed = np.cumsum(gaps)
    position = position_in_group(session)
    since_start = passed - np.repeat((passed - gaps)[position == 0], sessions["views_count"])
    views = pd.DataFrame(
        {
            "session": session,
            "person": person,
            "position": position,
            "item": draw_from_rows(rng, tastes, person),
            "at": sessions["started"].to_numpy()[session] + since_start,
            "is_wished": rng.random(len(session)) < of_person["wishlist_share"],
            "is_in_cart": rng.random(len(session)) < of_person["cart_share"],
        }
    )
    views["is_removed"] = views["is_in_cart"] & (rng.random(len(views)) < REMOVED_SHARE)
    stays = views["is_in_cart"] & ~views["is_removed"]
    checks_out = rng.random(len(sessions)) < people["checkout_share"].to_numpy()[sessions["person"]]
    views["is_bought"] = stays & checks_out[session]
    views["quantity"] = 1 + rng.poisson(of_person["extra_quantity"].to_numpy())
    return views.drop_duplicates(["session", "item"], ignore_index=True)


def draw_orders(
    rng: np.random.Generator, people: pd.DataFrame, views: pd.DataFrame
) -> pd.DataFrame:
    """One row per session that ends in an order: number by time, moment, coupon, refund."""
    lines = views[views["is_bought"]]
    orders = lines.groupby("session", sort=True).agg(person=("person", "first"), at=("at", "max"))
    orders["at"] += 90 + rng.integers(0, 240, len(orders))
    orders["number"] = orders["at"].rank(method="first").astype(int)
    of_person = people.iloc[orders["person"]]
    orders["coupon"] = np.minimum(orders["at"] // (LAST_SECOND // 4), 3)
    has_coupon = rng.random(len(orders)) < of_person["discount_share"].to_numpy()
    orders["discount"] = np.where(has_coupon, (orders["coupon"] + 2) * COUPON_STEP, 0.0)
    orders["is_refunded"] = rng.random(len(orders)) < of_person["refund_share"].to_numpy()
    orders["is_refunded_in_full"] = orders["is_refunded"] & (rng.random(len(orders)) < 0.5)
    orders["refund_is_signed"] = rng.random(len(orders)) < 0.5
    orders["refunded_at"] = orders["at"] + rng.integers(
        3 * DAY_SECONDS, 20 * DAY_SECONDS, len(orders)
    )
    orders["has_express_fee"] = rng.random(len(orders)) < 0.03
    return orders.reset_index()
