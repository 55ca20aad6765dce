"""The items of the demo shop, and how much every person likes each of them."""

import numpy as np
import pandas as pd

from .personas import Personas
from .sampling import Floats, draw_from_rows, named
from .vocabulary import BRANDS, STYLES, SUB_CATEGORIES, THEMES

ITEMS_PER_SUB_CATEGORY = 14
UNLISTED_ITEMS_COUNT = 6
UNSOLD_ITEMS_COUNT = 12
UNPRICED_ITEMS_COUNT = 4
UNAVAILABLE_SHARE = 0.05

BRAND_PRICE_STEP = 0.3
STYLE_PULL = 1.6
BRAND_PULL = 1.1
PRICE_TOLERANCE = 0.8


def draw_items(rng: np.random.Generator) -> pd.DataFrame:
    """One row per item, with the hidden columns that steer the demand for it."""
    parts = [
        draw_sub_category(rng, place, category) for place, category in enumerate(SUB_CATEGORIES)
    ]
    items = pd.concat(parts, ignore_index=True)
    items["item_id"] = named("i", np.arange(1, len(items) + 1), 4)
    items["quality"] = rng.normal(0, 0.5, len(items))
    items["available"] = rng.random(len(items)) >= UNAVAILABLE_SHARE
    rare = items.sort_values("popularity", kind="stable").index[: 10 * UNLISTED_ITEMS_COUNT]
    special = rng.permutation(rare)
    items["is_listed"] = ~items.index.isin(special[:UNLISTED_ITEMS_COUNT])
    items["is_sold"] = ~items.index.isin(
        special[UNLISTED_ITEMS_COUNT : UNLISTED_ITEMS_COUNT + UNSOLD_ITEMS_COUNT]
    )
    items["is_priced"] = ~items.index.isin(special[-UNPRICED_ITEMS_COUNT:])
    return items


def draw_sub_category(rng: np.random.Generator, place: int, category: str) -> pd.DataFrame:
    """The items of one sub-category: distinct pairs of style and noun, brands cheap to dear."""
    price, nouns, variants = SUB_CATEGORIES[category]
    count = ITEMS_PER_SUB_CATEGORY
    pairs = rng.permutation(len(nouns) * len(STYLES))[:count]
    brands = BRANDS[category.split("/")[0]]
    brand = rng.integers(0, len(brands), count)
    tier = (brand - (len(brands) - 1) / 2) * BRAND_PRICE_STEP + rng.normal(0, 0.25, count)
    variant = rng.integers(0, len(variants), count)
    items = pd.DataFrame(
        {
            "sub_category": place,
            "category": category,
            "noun": [nouns[pair % len(nouns)] for pair in pairs],
            "style": pairs // len(nouns),
            "brand_number": brand,
            "brand": [brands[number] for number in brand],
            "price_level": (tier - tier.mean()) / tier.std(),
            "price": np.maximum(np.round(price * np.exp(tier)), 2) - 0.1,
            "popularity": 1 / np.arange(1, count + 1) ** 0.7,
        }
    )
    words = zip(items["style"], items["noun"], variant, strict=True)
    items["title"] = [
        f"{STYLES[style]} {noun} {variants[number]}".strip() for style, noun, number in words
    ]
    return items


def draw_tastes(
    rng: np.random.Generator, people: pd.DataFrame, items: pd.DataFrame, personas: Personas
) -> Floats:
    """People x items weights, from a person's themes, styles, brands and price level."""
    persona = people["persona"].to_numpy()
    by_sub_category = sub_category_weights(rng, persona, personas)
    weights = by_sub_category[:, items["sub_category"]] * items["popularity"].to_numpy()
    liked_styles = rng.random((len(people), len(STYLES))).argsort(axis=1)[:, :2]
    likes_style = (items["style"].to_numpy()[None, :, None] == liked_styles[:, None, :]).any(axis=2)
    liked_brand = rng.integers(0, 4, (len(people), len(SUB_CATEGORIES)))[:, items["sub_category"]]
    likes_brand = items["brand_number"].to_numpy()[None, :] == liked_brand
    distance = people["price_level"].to_numpy()[:, None] - items["price_level"].to_numpy()[None, :]
    pull = (
        STYLE_PULL * likes_style + BRAND_PULL * likes_brand - (distance / PRICE_TOLERANCE) ** 2 / 2
    )
    weights = weights * np.exp(pull) * items["is_sold"].to_numpy()
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights ** people["taste_focus"].to_numpy()[:, None]


def sub_category_weights(
    rng: np.random.Generator, persona: np.ndarray, personas: Personas
) -> Floats:
    """People x sub-categories: a first theme, a lighter second one, and a little of everything."""
    places = {category: place for place, category in enumerate(SUB_CATEGORIES)}
    belongs = np.zeros((len(THEMES), len(SUB_CATEGORIES)))
    for theme, categories in enumerate(THEMES.values()):
        belongs[theme, [places[category] for category in categories]] = 1.0
    mixes = np.array([[each.themes.get(theme, 0.0) for theme in THEMES] for each in personas])
    first = draw_from_rows(rng, mixes, persona)
    second = draw_from_rows(rng, mixes, persona)
    personal = rng.gamma(2.0, 0.5, (len(persona), len(SUB_CATEGORIES)))
    weights = (0.6 * belongs[first] + 0.3 * belongs[second]) * personal + 0.02
    return weights / weights.sum(axis=1, keepdims=True)


def catalogue_table(items: pd.DataFrame) -> pd.DataFrame:
    """What the shop publishes of its items, by the input contract."""
    listed = items[items["is_listed"]].reset_index(drop=True)
    styles = [STYLES[style] for style in listed["style"]]
    department = listed["category"].str.split("/").str[0]
    sentences = zip(styles, listed["noun"], listed["brand"], department, strict=True)
    return pd.DataFrame(
        {
            "item_id": listed["item_id"],
            "title": listed["title"],
            "description": [
                f"{noun} in our {style.lower()} line by {brand}. "
                f"One of the favourites of our {room.lower()} department."
                for style, noun, brand, room in sentences
            ],
            "category": listed["category"],
            "brand": listed["brand"],
            "price": listed["price"].where(listed["is_priced"]),
            "available": listed["available"],
            "attributes": [f'{{"style": "{style}"}}' for style in styles],
        }
    )
