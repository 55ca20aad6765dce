"""Other kinds of customer than the demo shop's, drawn from a seed."""

from dataclasses import replace

import numpy as np

from .personas import Persona, Personas
from .vocabulary import THEMES

# what a trait may be, from low to high; log-odds or logarithms where the scale is not even
TRAITS = {
    "sessions_count": np.geomspace(5, 24, 9),
    "views_per_session": np.geomspace(1.8, 6, 9),
    "search_share": np.linspace(0.1, 0.6, 9),
    "cart_share": np.linspace(0.15, 0.5, 9),
    "checkout_share": np.linspace(0.15, 0.9, 9),
    "wishlist_share": np.geomspace(0.01, 0.16, 9),
    "discount_share": np.linspace(0.1, 0.8, 9),
    "refund_share": np.geomspace(0.02, 0.25, 9),
    "price_level": np.linspace(-1, 1, 9),
    "taste_focus": np.linspace(0.8, 1.5, 9),
    "weekend_factor": np.geomspace(0.5, 8, 9),
    "peak_hour": np.linspace(8, 24, 9),
    "peak_hours_spread": np.linspace(1.8, 4.5, 9),
    "regularity_share": np.linspace(0, 0.9, 9),
    "extra_quantity": np.linspace(0.05, 0.8, 9),
    "christmas_factor": np.linspace(1, 3, 9),
}
MIN_SHARE = 0.06
TRAIT_DIFFERS_SHARE = 0.7
WIDE_TASTE_SHARE = 0.25
SHORT_LIVED_SHARE = 0.6
SHORT_LIVED_SESSIONS_COUNT = 1.6


def draw_personas(seed: int, count: int | None = None) -> Personas:
    """Three to eight kinds of customer (or `count`), from well apart to overlapping by a half.

    In each shop some traits tell its kinds apart and others are the same for all of them.
    """
    rng = np.random.default_rng([seed, 3])
    count = count or int(rng.integers(3, 9))
    nearness = rng.uniform(0, 0.5)
    columns = {name: draw_trait(rng, levels, count, nearness) for name, levels in TRAITS.items()}
    shares = MIN_SHARE + (1 - MIN_SHARE * count) * rng.dirichlet(np.full(count, 4.0))
    personas = [
        Persona(
            name=f"kind_{place}",
            user_share=float(shares[place]),
            themes=draw_themes(rng, nearness),
            sessions_sigma=0.35,
            **{name: float(values[place]) for name, values in columns.items()},
        )
        for place in range(count)
    ]
    if rng.random() < SHORT_LIVED_SHARE:
        personas[0] = replace(
            personas[0], is_short_lived=True, sessions_count=SHORT_LIVED_SESSIONS_COUNT
        )
    return tuple(personas)


def draw_trait(rng: np.random.Generator, levels: np.ndarray, count: int, nearness: float):
    """A value for each kind, pulled to the middle level by `nearness` (0-1), or all alike."""
    if rng.random() >= TRAIT_DIFFERS_SHARE:
        return np.full(count, levels[len(levels) // 2])
    drawn = rng.choice(len(levels), count, replace=count > len(levels))
    middle = (len(levels) - 1) / 2
    place = middle + (1 - nearness) * (drawn - middle)
    return np.interp(place, np.arange(len(levels)), levels)


def draw_themes(rng: np.random.Generator, nearness: float) -> dict[str, float]:
    """What a kind is interested in: two to four themes, or a little of everything."""
    names = list(THEMES)
    mix = np.full(len(names), 1 / len(names))
    if rng.random() >= WIDE_TASTE_SHARE:
        liked = rng.choice(len(names), int(rng.integers(2, 5)), replace=False)
        weights = np.zeros(len(names))
        weights[liked] = rng.dirichlet(np.full(len(liked), 4.0))
        mix = (1 - nearness / 2) * weights + nearness / 2 * mix
    return dict(zip(names, mix.tolist(), strict=True))
