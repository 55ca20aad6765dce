"""The planted truth: five kinds of customer, and how far one person may differ from their kind."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .sampling import Integers
from .vocabulary import THEMES

DAYS = 365


@dataclass(frozen=True)
class Persona:
    """What customers of one kind have in common. Shares are 0-1, hours are UTC."""

    name: str
    user_share: float
    themes: dict[str, float]
    sessions_count: float
    sessions_sigma: float
    views_per_session: float
    search_share: float
    cart_share: float
    checkout_share: float
    wishlist_share: float
    discount_share: float
    refund_share: float
    price_level: float
    taste_focus: float
    weekend_factor: float
    peak_hour: float
    peak_hours_spread: float
    regularity_share: float
    extra_quantity: float
    christmas_factor: float
    is_short_lived: bool = False


Personas = tuple[Persona, ...]


PERSONAS = (
    Persona(
        name="weekend_bargain_hunter",
        user_share=0.27,
        themes={
            "balcony garden": 0.35,
            "outdoor cooking": 0.25,
            "cosy home": 0.25,
            "wardrobe": 0.15,
        },
        sessions_count=11,
        sessions_sigma=0.35,
        views_per_session=3.8,
        search_share=0.25,
        cart_share=0.28,
        checkout_share=0.7,
        wishlist_share=0.03,
        discount_share=0.75,
        refund_share=0.06,
        price_level=-0.8,
        taste_focus=1.0,
        weekend_factor=9.0,
        peak_hour=14,
        peak_hours_spread=3.5,
        regularity_share=0.2,
        extra_quantity=0.25,
        christmas_factor=1.4,
    ),
    Persona(
        name="loyal_gift_buyer",
        user_share=0.14,
        themes={"gift giver": 0.55, "young family": 0.35, "wardrobe": 0.1},
        sessions_count=12,
        sessions_sigma=0.4,
        views_per_session=3.2,
        search_share=0.2,
        cart_share=0.3,
        checkout_share=0.8,
        wishlist_share=0.14,
        discount_share=0.12,
        refund_share=0.05,
        price_level=0.9,
        taste_focus=1.0,
        weekend_factor=1.3,
        peak_hour=19,
        peak_hours_spread=2.5,
        regularity_share=0.3,
        extra_quantity=0.3,
        christmas_factor=3.0,
    ),
    Persona(
        name="late_night_browser",
        user_share=0.2,
        themes={"gaming night": 0.5, "tidy desk": 0.4, "on the run": 0.1},
        sessions_count=11,
        sessions_sigma=0.4,
        views_per_session=5.0,
        search_share=0.35,
        cart_share=0.2,
        checkout_share=0.16,
        wishlist_share=0.05,
        discount_share=0.25,
        refund_share=0.22,
        price_level=0.2,
        taste_focus=0.9,
        weekend_factor=1.2,
        peak_hour=23.5,
        peak_hours_spread=1.8,
        regularity_share=0.0,
        extra_quantity=0.05,
        christmas_factor=1.2,
    ),
    Persona(
        name="lapsed_newcomer",
        user_share=0.23,
        themes=dict.fromkeys(THEMES, 1 / len(THEMES)),
        sessions_count=1.6,
        sessions_sigma=0.3,
        views_per_session=2.8,
        search_share=0.3,
        cart_share=0.22,
        checkout_share=0.4,
        wishlist_share=0.02,
        discount_share=0.35,
        refund_share=0.08,
        price_level=0.0,
        taste_focus=0.9,
        weekend_factor=1.3,
        peak_hour=16,
        peak_hours_spread=4.5,
        regularity_share=0.0,
        extra_quantity=0.05,
        christmas_factor=1.0,
        is_short_lived=True,
    ),
    Persona(
        name="steady_replenisher",
        user_share=0.16,
        themes={"dog owner": 0.28, "cat owner": 0.22, "tea and breakfast": 0.25, "bathroom": 0.25},
        sessions_count=15,
        sessions_sigma=0.35,
        views_per_session=1.9,
        search_share=0.6,
        cart_share=0.5,
        checkout_share=0.88,
        wishlist_share=0.01,
        discount_share=0.2,
        refund_share=0.03,
        price_level=0.0,
        taste_focus=1.5,
        weekend_factor=0.5,
        peak_hour=9.5,
        peak_hours_spread=2.5,
        regularity_share=0.9,
        extra_quantity=0.8,
        christmas_factor=1.0,
    ),
)


def persona_values(name: str, persona: Integers, personas: Personas) -> np.ndarray:
    """The value of one persona field for every person."""
    return np.array([getattr(each, name) for each in personas])[persona]


def spread_share(rng: np.random.Generator, shares: np.ndarray, sigma: float) -> np.ndarray:
    """Shares moved on the log-odds scale, so that people of one kind differ and stay within 0-1."""
    log_odds = np.log(shares / (1 - shares)) + rng.normal(0, sigma, len(shares))
    return 1 / (1 + np.exp(-log_odds))


def draw_people(
    rng: np.random.Generator, users_count: int, visitors_count: int, personas: Personas
) -> pd.DataFrame:
    """One row per person, users first. Those who never log in are newcomers who buy nothing."""
    shares = np.array([each.user_share for each in personas])
    newcomer = int(np.argmax([each.is_short_lived for each in personas]))
    sizes = np.diff(np.round(np.concatenate([[0], np.cumsum(shares)]) * users_count).astype(int))
    user_personas = rng.permutation(np.repeat(np.arange(len(personas)), sizes))
    persona = np.concatenate([user_personas, np.full(visitors_count, newcomer)])
    people = pd.DataFrame({"persona": persona, "is_user": np.arange(len(persona)) < users_count})
    for name, sigma in (
        ("search_share", 0.4),
        ("cart_share", 0.3),
        ("checkout_share", 0.4),
        ("wishlist_share", 0.5),
        ("discount_share", 0.5),
        ("refund_share", 0.4),
    ):
        people[name] = spread_share(rng, persona_values(name, persona, personas), sigma)
    people.loc[~people["is_user"], ["checkout_share", "wishlist_share"]] = 0.0
    for name, spread in (("price_level", 0.35), ("peak_hour", 0.8)):
        people[name] = persona_values(name, persona, personas) + rng.normal(0, spread, len(people))
    views = persona_values("views_per_session", persona, personas)
    people["views_per_session"] = views * rng.lognormal(0, 0.15, len(people))
    for name in ("taste_focus", "peak_hours_spread", "regularity_share", "extra_quantity"):
        people[name] = persona_values(name, persona, personas)
    return draw_lifetimes(rng, people, personas)


def draw_lifetimes(
    rng: np.random.Generator, people: pd.DataFrame, personas: Personas
) -> pd.DataFrame:
    """Adds first_day, last_day and sessions_count. Some join during the year, a few leave early."""
    persona = people["persona"].to_numpy()
    count = len(people)
    is_short = persona_values("is_short_lived", persona, personas)
    joins_late = rng.random(count) < 0.3
    first_day = np.where(joins_late, rng.integers(0, 150, count), 0)
    leaves_early = rng.random(count) < 0.08
    last_day = np.where(leaves_early, rng.integers(230, DAYS, count), DAYS - 1)
    short_first = rng.integers(0, DAYS - 35, count)
    short_last = np.minimum(short_first + rng.geometric(1 / 10, count), DAYS - 1)
    people["first_day"] = np.where(is_short, short_first, first_day)
    people["last_day"] = np.where(is_short, short_last, last_day)
    sigma = persona_values("sessions_sigma", persona, personas)
    expected = persona_values("sessions_count", persona, personas) * rng.lognormal(0, sigma)
    years = np.where(is_short, 1.0, (people["last_day"] - people["first_day"] + 1) / DAYS)
    people["sessions_count"] = np.maximum(rng.poisson(expected * years), np.where(is_short, 1, 3))
    return people
