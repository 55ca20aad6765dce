"""A shop whose newcomers are placed early, and a second build that uses the fit of the first."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from conftest import package_shop

START = pd.Timestamp("2025-01-01")
NAMES = "seeds/segment_names.csv"
PLACE = (
    "user_id, segment_id, distance, confidence, second_segment_id, second_distance, because,"
    " method, early_segment_id, early_probability"
)


def session(rng, user: str, kind: int, day: float) -> list[tuple]:
    """Buyers of Tea, browsers of Toys, who look around longer, and night owls."""
    moment = START + pd.Timedelta(days=int(day), hours=[9, 14, 22][kind])
    return [
        (
            user,
            moment + pd.Timedelta(minutes=2 * step),
            ["view", "purchase"][int(kind == 0 and step > 1)],
            f"i{3 * rng.integers(10) + kind}",
            10.0 + kind,
        )
        for step in range([5, 8, 2][kind])
    ]


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """What was published by a build, and by the next with the fit of the first."""
    rng = np.random.default_rng(7)
    rows = []
    for number in range(360):
        user, kind, is_new = f"u{number}", number % 3, number >= 300
        first = 170 + number % 9 if is_new else rng.integers(100)
        days = [first, *([] if is_new else rng.integers(first, 180, 3 + rng.poisson(6 - 2 * kind)))]
        for day in days:
            rows += session(rng, user, kind, day)
    more = session(rng, "late", 1, 175) + session(rng, "u300", 0, 179)
    columns = ["user_id", "event_at", "event_type", "item_id", "unit_price"]
    first, second = (pd.DataFrame(found, columns=columns) for found in (rows, rows + more))
    items = pd.DataFrame(
        {"item_id": [f"i{n}" for n in range(30)], "category": ["Tea", "Toys", "Moon"] * 10}
    )
    shop = package_shop(
        tmp_path_factory.mktemp("reused") / "shop",
        {NAMES: "segment_id,segment_name\n"},
        recommendations_enabled=False,
    )
    found = {}
    for name, events, variables in (
        ("fitted", first, {"segment_method": "kmeans", "segments_count": 4}),
        ("reused", second, {"refit_segments": False}),
    ):
        shop.write(events=events, items=items).build(**variables)
        places = shop.rows(f"select {PLACE} from kindred.user_segments")
        found[name] = {row[0]: row[1:] for row in places}
        found[f"{name} names"] = dict(
            shop.rows("select segment_id, segment_name from kindred.segments")
        )
        found[f"{name} methods"] = set(
            shop.rows("select distinct method from kindred.segment_evaluation where is_chosen")
        )
        taken = found[f"{name} names"][1]
        (shop.folder / NAMES).write_text(f"segment_id,segment_name\n2,{taken}\n")
    return found


def said(because: str) -> set[tuple[str, str, str]]:
    """(feature, what of it, value) of each reason."""
    text = because.removeprefix("in the first session: ")
    pattern = r"(?:high|low) (interest in|[a-z ]+?) ?([A-Z]\w+)? \(([\d.]+)\)"
    return set(re.findall(pattern, text))


def method(place: tuple) -> str:
    return place[6]


def test_newcomers_are_placed_early_for_what_the_first_session_showed(releases):
    places = releases["fitted"]
    early = {user for user, place in places.items() if method(place) == "early"}
    assert len(early) > 50
    assert early <= {f"u{number}" for number in range(300, 360)}
    mentioned = set()
    for user in early:
        segment_id, distance, confidence, _, _, because, _, foretold, probability = places[user]
        assert (segment_id, confidence, distance) == (foretold, probability, None)
        assert because.startswith("in the first session: ")
        kind = int(user[1:]) % 3
        assert ("interest in", ["Tea", "Toys", "Moon"][kind], "1") in said(because)
        shown = {"events count": ["5", "8", "2"][kind], "amount": ["30", "0", "0"][kind]}
        stated = {name: value for name, _, value in said(because) if name in shown}
        assert stated.items() <= shown.items()
        mentioned |= stated.keys()
    assert mentioned == shown.keys()
    assert all(place[-2:] == (None, None) for user, place in places.items() if int(user[1:]) < 300)


def test_with_the_old_fit_nobody_moves_but_who_came_back(releases):
    before, after = releases["fitted"], releases["reused"]
    assert before.keys() == after.keys() - {"late"}
    moved = {user for user in before if before[user] != after[user]}
    assert moved == {"u300"}
    assert method(after["u300"]) == "kmeans"
    assert method(after["late"]) == "early"


def test_the_old_fit_keeps_its_method(releases):
    assert releases["fitted methods"] == releases["reused methods"] == {("kmeans",)}


def test_a_name_that_the_shop_gives_to_another_segment_gives_way(releases):
    before, after = releases["fitted names"], releases["reused names"]
    assert after == before | {2: before[1], 1: f"{before[1]} 2"}
