"""What happens after a cut, logins included, changes nothing that is learned at it."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from conftest import Shop

VARS = {"as_of": "2025-12-31", "blend_min_users_count": 20, "early_segments_enabled": False}
TEST_CUT = pd.Timestamp("2025-12-04")  # the end of as_of is test_days (28) after it
USERS = "join kindred_behavior.int_user_index as u using (user_idx)"
ITEMS = "join kindred_behavior.int_item_index as i using (item_idx)"
LEARNED = {  # by ids, since users and items of the future shift the numbers
    "strengths": "select actor_id, item_id, strength, is_owned"
    f" from kindred_similarities.int_strengths as t {USERS} {ITEMS}",
    "features": "select u.actor_id, t.* exclude (user_idx)"
    f" from kindred_features.int_user_features as t {USERS}",
    "popularity": "select item_id, users_count, t.strength"
    f" from kindred_behavior.int_item_popularity as t {ITEMS}",
    "item similarities": "select recommender, i.item_id, n.item_id, similarity, rank"
    f" from kindred_similarities.int_item_pairs as t {ITEMS}"
    " join kindred_behavior.int_item_index as n on t.neighbor_idx = n.item_idx",
    "user similarities": "select u.actor_id, n.actor_id, similarity, rank"
    f" from kindred_similarities.int_user_similarities as t {USERS}"
    " join kindred_behavior.int_user_index as n on t.neighbor_idx = n.user_idx",
    "segments": f"select actor_id, cluster from kindred_segments.int_user_clusters as t {USERS}",
    # popular scores are shares of all users, whenever they came: another ninth decimal
    "candidates": "select task, actor_id, recommender, item_id, rank"
    ", case when recommender not in ('popular', 'recently_popular') then score end"
    f" from kindred_recommendations.int_recommendation_candidates as t {USERS} {ITEMS}",
}


def planted(rows) -> pd.DataFrame:
    """Views (visitor, user or None, moment, item)."""
    columns = ["visitor_id", "user_id", "event_at", "item_id"]
    frame = pd.DataFrame(rows, columns=columns).assign(event_type="view")
    frame["event_at"] = pd.to_datetime(frame["event_at"]).astype("datetime64[us]")
    return frame.assign(event_id=[f"planted {number}" for number in range(len(frame))])


@pytest.fixture(scope="module")
def shops(small_demo, tmp_path_factory) -> tuple[Shop, Shop]:
    """The small demo with all that it knows, and with another future.

    In both, the customers with purchases after the cut buy one new item there, too; in the other
    future nothing else happens. In the known one, a visitor logs in as a customer only after the
    test cut, a device is shared by a second user only after it, and a visit runs over it.
    """
    events = small_demo["events"]
    at = pd.to_datetime(events["event_at"], errors="coerce")
    bought = (at >= TEST_CUT) & (events["event_type"] == "purchase") & events["user_id"].notna()
    customers = sorted(events.loc[bought, "user_id"].unique())
    first, second = customers[:2]
    items = list(events["item_id"].value_counts().index[:60:7])
    views = [("late", None, "2025-11-20 10:00", item) for item in items[:5]]
    views += [("late", first, "2025-12-10 10:00", items[5])]
    views += [("shared", second, "2025-11-01 10:00", items[6])]
    views += [("shared", None, "2025-11-21 10:00", item) for item in items[:4]]
    views += [("shared", first, "2025-12-11 10:00", items[7])]
    views += [(None, second, f"2025-12-0{moment}", items[8]) for moment in ("3 23:55", "4 00:05")]
    whole = pd.concat([events, planted(views)], ignore_index=True)
    past = whole[~(pd.to_datetime(whole["event_at"], errors="coerce") >= TEST_CUT)]
    later = planted([(None, user, "2025-12-20 10:00", "zzz new") for user in customers])
    later = later.assign(event_type="purchase", event_id="later " + later["user_id"])
    folder = tmp_path_factory.mktemp("leaks")
    found = []
    for name, frame in (("whole", whole), ("past", past)):
        frame = pd.concat([frame, later], ignore_index=True)
        shop = Shop(folder / name).write(**(small_demo | {"events": frame}))
        shop.build("--select", "+int_recommendation_candidates", "+int_item_popularity", **VARS)
        found.append(shop)
    return tuple(found)


@pytest.mark.parametrize("what", LEARNED)
def test_the_future_of_the_test_cut_changes_nothing_there(shops, what):
    rows = {}
    for cut in ("test", "release"):
        for shop in shops:
            with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
                query = f"{LEARNED[what]} where t.cut = '{cut}' order by all"
                rows[cut, shop] = connection.sql(query).fetchall()
    whole, past = shops
    assert len(rows["test", past]) > 100
    assert rows["test", whole] == rows["test", past]
    assert rows["release", whole] != rows["release", past]
