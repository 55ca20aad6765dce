"""A shop over five releases: new users, a rebuild, a backfill, fewer segments, an order to forget."""

from __future__ import annotations

import pytest
from conftest import Shop, demo

LATE, EARLY = "2026-01-01", "2025-12-01"


def members(shop: Shop) -> dict[str, tuple[int, str]]:
    rows = shop.rows("select user_id, segment_id, segment_name from kindred.user_segments")
    return {user: (segment_id, name) for user, segment_id, name in rows}


def history(shop: Shop) -> dict[str, dict[str, int]]:
    """Release -> user -> segment."""
    rows = shop.rows(
        "select strftime(as_of, '%Y-%m-%d'), user_id, segment_id from kindred.segment_history"
    )
    found = {}
    for as_of, user, segment_id in rows:
        found.setdefault(as_of, {})[user] = segment_id
    return found


def last_id(shop: Shop) -> int:
    return shop.rows("select max_by(last_segment_id, release_id) from kindred.releases")[0][0]


def kept_share(before: dict, after: dict) -> float:
    both = before.keys() & after.keys()
    return sum(before[user] == after[user] for user in both) / len(both)


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """What was published after each of the five builds."""
    shop = Shop(tmp_path_factory.mktemp("history"))
    events = demo("events")
    is_new = events["user_id"].str.contains(r"(?:03|23|43|63|83)$", na=False)
    shop.write(events=events[~is_new], items=demo("items")).build(recommendations_enabled=False)
    found = {"first": (members(shop), history(shop), last_id(shop))}
    shop.write(events=events)
    steps = {
        "rebuilt": (["--full-refresh"], {}),
        "backfilled": ([], {"as_of": "2025-11-30"}),
        "fewer": ([], {"segments_count": 3}),
        "forgotten": ([], {"forget_segment_history": True}),
    }
    for name, (words, variables) in steps.items():
        shop.build(*words, recommendations_enabled=False, **variables)
        found[name] = members(shop), history(shop), last_id(shop)
    return found


def test_old_users_keep_their_segment_when_new_ones_arrive(releases):
    old, new = releases["first"][0], releases["rebuilt"][0]
    assert len(new) - len(old) > 0.04 * len(old)
    assert kept_share(old, new) >= 0.98


def test_a_rebuild_of_the_same_moment_replaces_its_rows(releases):
    users, recorded, _ = releases["rebuilt"]
    assert recorded == {LATE: {user: segment_id for user, (segment_id, _) in users.items()}}


def test_a_backfill_is_added_and_keeps_the_ids_it_can(releases):
    users, recorded, _ = releases["backfilled"]
    assert recorded[LATE] == releases["rebuilt"][1][LATE]
    assert recorded[EARLY] == {user: segment_id for user, (segment_id, _) in users.items()}
    assert kept_share(recorded[LATE], recorded[EARLY]) > 0.8


def test_dead_ids_are_not_given_again(releases):
    """Three segments take the places of the old ones; the dead and the new never share an id."""
    before, after = releases["rebuilt"], releases["fewer"]
    assert len(set(after[1][LATE].values())) == 3
    assert set(after[1][EARLY].values()) == set(releases["backfilled"][1][EARLY].values())
    assert after[2] >= before[2]


def test_only_the_order_to_forget_forgets(releases):
    users, recorded, highest = releases["forgotten"]
    assert recorded == {LATE: {user: segment_id for user, (segment_id, _) in users.items()}}
    given_before = {
        number
        for name in ("first", "rebuilt", "backfilled", "fewer")
        for by_user in releases[name][1].values()
        for number in by_user.values()
    }
    assert not given_before & set(recorded[LATE].values())
    assert highest == max(recorded[LATE].values())
