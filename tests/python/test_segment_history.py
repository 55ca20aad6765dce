"""A shop over five releases: new users, a rebuild, an old fit, a backfill, an order to forget."""

from __future__ import annotations

import shutil
import time

import duckdb
import pandas as pd
import pytest
from conftest import DEMO, Shop, demo
from sklearn.metrics import accuracy_score, f1_score

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
    is_new = events["user_id"].str.contains(r"(?:07|27|47|67|87)$", na=False)
    shop.write(events=events[~is_new], items=demo("items")).build(recommendations_enabled=False)
    found = {"first": (members(shop), history(shop), last_id(shop))}
    views = events[is_new & (events["event_type"] == "view")]
    newcomers = views.assign(
        user_id=views["user_id"] + "x", event_id=views["event_id"] + "x", visitor_id=None
    )
    steps = {
        "rebuilt": (events, ["--full-refresh"], {}),
        "reused": (pd.concat([events, newcomers]), [], {"refit_segments": False}),
        "backfilled": (events, [], {"as_of": "2025-11-30"}),
        "forgotten": (events, [], {"forget_segment_history": True}),
    }
    for name, (frame, words, variables) in steps.items():
        shop.write(events=frame).build(*words, recommendations_enabled=False, **variables)
        found[name] = members(shop), history(shop), last_id(shop)
        if name == "rebuilt":
            shutil.copy(shop.published, shop.folder / "rebuilt.duckdb")
            found["file"] = shop.folder / "rebuilt.duckdb"
            found["early"] = shop.rows(
                "select model, later_cluster, cluster from kindred_segments.int_early_segments"
                " where split = 'test'",
                shop.warehouse,
            )
        found[f"{name} fit"] = shop.rows("from kindred.segment_centroids order by all")
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
    assert recorded[LATE] == releases["reused"][1][LATE]
    assert recorded[EARLY] == {user: segment_id for user, (segment_id, _) in users.items()}
    assert kept_share(recorded[LATE], recorded[EARLY]) > 0.8


def test_a_reused_fit_places_newcomers_and_moves_nobody(releases):
    before, after = releases["rebuilt"][0], releases["reused"][0]
    assert len(after) > 1.04 * len(before)
    assert kept_share(before, after) == 1
    assert releases["reused fit"] == releases["rebuilt fit"]


def test_only_the_order_to_forget_forgets(releases):
    users, recorded, highest = releases["forgotten"]
    assert recorded == {LATE: {user: segment_id for user, (segment_id, _) in users.items()}}
    given_before = {
        number
        for name in ("first", "rebuilt", "reused", "backfilled")
        for by_user in releases[name][1].values()
        for number in by_user.values()
    }
    assert not given_before & set(recorded[LATE].values())
    assert highest == max(recorded[LATE].values())


PLACE = (
    "user_id, segment_id, segment_name, distance, confidence,"
    " second_segment_id, second_segment_name, second_distance"
)


@pytest.fixture(scope="module")
def published(releases):
    """The release with everybody in it, open as its readers have it."""
    with duckdb.connect(str(releases["file"]), read_only=True) as connection:
        yield connection


def differing(published, macro: str) -> set[str]:
    """Users whom a table macro places in any way differently from the batch."""
    rows = published.sql(f"""
        select user_id from (
            (select {PLACE} from {macro} except select {PLACE} from kindred.user_segments)
            union all
            (select {PLACE} from kindred.user_segments except select {PLACE} from {macro})
        )
        inner join kindred.user_segments using (user_id) where method != 'early'
    """).fetchall()
    return {user for (user,) in rows}


def test_assign_segments_is_the_batch_for_everybody(published):
    assert differing(published, "kindred.assign_segments('kindred.user_features')") == set()


def test_assign_segment_places_one_user_at_once(published):
    features = "(select f from kindred.user_features as f where user_id = 'u00304')"
    query = f"select {PLACE} from kindred.assign_segment({features})"
    seconds = []
    for _ in range(20):
        started = time.process_time()
        found = published.sql(query).fetchall()
        seconds.append(time.process_time() - started)
    expected = f"select {PLACE} from kindred.user_segments where user_id = 'u00304'"
    assert found == published.sql(expected).fetchall()
    assert min(seconds) < 0.1
    as_json = "select to_json(f) from kindred.user_features as f where user_id = 'u00304'"
    ((text,),) = published.sql(as_json).fetchall()
    given = published.execute(f"select {PLACE} from kindred.assign_segment(?)", [text])
    assert given.fetchall() == found


def test_events_give_the_segment_that_the_batch_gives_but_for_robots(published):
    published.execute(f"create temp view raw_events as from '{DEMO}/events.parquet'")
    robots = published.sql("""
        select distinct row_json ->> 'user_id' from kindred.rejected_rows where reason = 'bot'
    """).fetchall()
    found = differing(published, "kindred.assign_segments_from_events('raw_events')")
    assert found <= {user for (user,) in robots}


def test_a_later_moment_makes_everybody_older(published):
    published.execute(f"""
        create temp view one_user as from '{DEMO}/events.parquet' where user_id = 'u00304'
    """)
    now, later = (
        published.sql(f"from kindred.assign_segments_from_events('one_user'{moment})").fetchall()
        for moment in ("", ", moment := timestamp '2028-01-01'")
    )
    assert now[0][2] != "One-time buyers"
    assert later[0][3] > now[0][3]


def test_early_figures_are_scikit_learns(releases, published):
    stated = dict(
        published.sql("""
            select (method, metric), value from kindred.segment_evaluation
            where metric like 'early%'
        """).fetchall()
    )
    told = pd.DataFrame(releases["early"], columns=["model", "later", "told"])
    for model, rows in told.groupby("model"):
        assert stated[model, "early_accuracy"] == pytest.approx(
            accuracy_score(rows["later"], rows["told"])
        )
        assert stated[model, "early_macro_f1"] == pytest.approx(
            f1_score(rows["later"], rows["told"], average="macro")
        )
    accuracies = {model: stated[model, "early_accuracy"] for model in told["model"].unique()}
    assert accuracies["neural_network"] > accuracies["majority"] + 0.3
