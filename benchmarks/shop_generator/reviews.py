"""Reviews in two languages whose words follow from the stars."""

import numpy as np
import pandas as pd

from .sampling import named
from .vocabulary import GERMAN_SPEAKING, REVIEW_WORDS

REVIEWED_SHARE = 0.45


def reviews_table(
    rng: np.random.Generator, people: pd.DataFrame, items: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Some ratings come with words, in the language of the person's country. Times are text."""
    rated = events[(events["event_type"] == "rating") & (rng.random(len(events)) < REVIEWED_SHARE)]
    rated = rated.sort_values("event_at", kind="stable", ignore_index=True)
    nouns = items.set_index("item_id")["noun"].loc[rated["item_id"]]
    countries = (
        people.dropna(subset=["user_id"]).set_index("user_id")["country"].loc[rated["user_id"]]
    )
    choices = rng.integers(0, 3, (len(rated), 3))
    texts = [
        review_text("de" if country in GERMAN_SPEAKING else "en", int(stars), noun, *choice)
        for country, stars, noun, choice in zip(
            countries, rated["rating"], nouns, choices, strict=True
        )
    ]
    return pd.DataFrame(
        {
            "review_id": named("r", np.arange(1, len(rated) + 1), 5),
            "user_id": rated["user_id"],
            "item_id": rated["item_id"],
            "reviewed_at": rated["event_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "rating": rated["rating"],
            "title": [title for title, _ in texts],
            "body": [body for _, body in texts],
        }
    )


def review_text(
    language: str, stars: int, noun: str, heading: int, opening: int, ending: int
) -> tuple[str, str]:
    """Title and body for that many stars; every choice is one of three."""
    words = REVIEW_WORDS[language]
    name = noun.lower() if language == "en" else noun
    said = words["opening"][stars - 1][opening].format(noun=name)
    return words["heading"][stars - 1][heading], f"{said} {words['ending'][stars - 1][ending]}"
