"""The re-ranker in a built shop: what it moves, what it may not know, and how it is left out."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Shop

VARS = {"reranker_enabled": True, "blend_min_users_count": 20, "as_of": "2025-12-31"}
VARS |= {"vectors_enabled": True, "vector_encoders": ["spectral", "text"]}
TEST_CUT = pd.Timestamp("2025-12-04")  # the end of as_of is test_days (28) after it
FEATURES = "kindred_recommendations.int_reranker_features"
LEADS = "kindred_selection.py_reranker_leads"
TOLD = "kindred_recommendations.py_reranked_candidates"


def inside(shop: Shop, sql: str) -> list[tuple]:
    """Rows of a query on the working file."""
    with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
        return connection.sql(sql).fetchall()


@pytest.fixture(scope="module")
def built(small_demo, tmp_path_factory) -> Shop:
    """The small demo shop, re-ranked; its data tests say that lists are full and reasons add up."""
    shop = Shop(tmp_path_factory.mktemp("reranker") / "shop")
    shop.write(**small_demo).build(**VARS)
    return shop


def test_lists_stand_in_the_order_of_the_re_ranker(built):
    places = inside(
        built,
        "select l.user_idx, l.rank, c.reranked_rank"
        " from kindred_recommendations.int_filled_recommendations as l"
        " inner join kindred_recommendations.int_reranked_candidates as c"
        " using (cut, user_idx, item_idx)"
        " where l.cut = 'release' and l.strategy = 'collaborative' and c.task = 'new_items'",
    )
    assert len(places) > 1000
    assert all(rank == reranked_rank for _, rank, reranked_rank in places)


def test_what_was_moved_says_so_and_keeps_its_score(built):
    moved = built.rows(
        "select contribution, sentence from kindred.recommendation_reasons where kind = 'reranker'"
    )
    assert set(moved) == {(0.0, "Placed by what customers chose from lists like yours")}
    ((moved_count,),) = inside(
        built,
        "select count(*) from kindred_recommendations.int_blended_recommendations"
        " where cut = 'release' and score_rank != reranked_rank",
    )
    assert len(moved) == moved_count > 100


@pytest.mark.parametrize("task", ["new_items", "all_items"])
def test_leads_are_over_the_blend_and_the_best_single_recommender(built, task):
    rows = built.rows(
        "select metric, recommender, value, low, high from kindred.recommendation_evaluation"
        f" where slice = 'all' and task = '{task}' and metric like 'ndcg_at_10%'"
    )
    mean = {name: value for metric, name, value, *_ in rows if metric == "ndcg_at_10"}
    leads = {
        metric: row for metric, name, *row in rows if metric != "ndcg_at_10" and name == "reranker"
    }
    single = {*mean} - {"blend", "blend_without_segments", "reranker", "published"}
    rivals = {"blend": mean["blend"], "best_single": max(mean[name] for name in single)}
    assert len(single) > 4
    for name, rival in rivals.items():
        value, low, high = leads[f"ndcg_at_10_lead_on_{name}"]
        assert value == pytest.approx(mean["reranker"] - rival, abs=2e-9)
        assert low < value < high
    defaults = built.rows(
        "select distinct recommender from kindred.recommendation_evaluation"
        f" where is_default and task = '{task}'"
    )
    shown = {"published", "reranker"} if task == "new_items" else {"published"}
    assert {name for (name,) in defaults} == shown


def test_an_order_that_does_not_lead_popularity_gives_way_to_the_blend(built, tmp_path):
    shop = built.copy(tmp_path / "shop")
    with duckdb.connect(str(shop.warehouse)) as connection:
        assert min(connection.sql(f"select lead_low from {LEADS}").fetchall()) > (0,)
        connection.execute(f"update {LEADS} set lead_low = -0.001")
    shop.build("--select", "int_shown_list+", **VARS)
    shop.published = shop.warehouse  # a build of a part publishes nothing
    reasons = shop.rows("select kind from kindred.recommendation_reasons where kind = 'reranker'")
    assert reasons == []
    ranks = inside(
        shop,
        "select list(item_idx order by rank), list(item_idx order by score desc, item_idx)"
        " from kindred_recommendations.int_filled_recommendations"
        " where cut = 'release' and strategy = 'collaborative' group by user_idx",
    )
    assert len(ranks) > 100
    assert all(listed == blended for listed, blended in ranks)
    defaults = shop.rows(
        "select distinct recommender from kindred.recommendation_evaluation"
        " where is_default and task = 'new_items'"
    )
    assert {name for (name,) in defaults} == {"published", "blend"}


def test_what_happens_after_the_test_cut_changes_nothing_there(built, small_demo, tmp_path):
    events = small_demo["events"].copy()
    later = (pd.to_datetime(events["event_at"], errors="coerce") >= TEST_CUT) & events[
        "item_id"
    ].notna()
    others = events.loc[later, "item_id"].sample(frac=1, random_state=1).to_numpy()
    assert (others != events.loc[later, "item_id"]).mean() > 0.9
    events.loc[later, "item_id"] = others
    shop = Shop(tmp_path / "shop").write(**(small_demo | {"events": events}))
    shop.build("--select", "+py_reranked_candidates", **VARS)
    for table in (FEATURES, TOLD):
        for cut, same in (("test", True), ("release", False)):
            query = f"from {table} where cut = '{cut}' order by all"
            assert (inside(shop, query) == inside(built, query)) == same


@pytest.mark.parametrize("encoder", ["spectral", "text"])
def test_cosines_are_those_of_the_vectors_of_the_cut(built, encoder):
    rows = inside(
        built,
        f"select f.{encoder}_cosine, u.vector, i.vector from {FEATURES} as f"
        " left join kindred_vectors.int_vectors as u on u.kind = 'user' and f.user_idx = u.idx"
        f" and f.cut = u.cut and u.encoder = '{encoder}'"
        " left join kindred_vectors.int_vectors as i on i.kind = 'item' and f.item_idx = i.idx"
        f" and f.cut = i.cut and i.encoder = '{encoder}'",
    )
    known = [row for row in rows if row[0] is not None]
    assert len(known) > 1000
    for cosine, user, item in known[::97]:
        expected = np.dot(user, item) / np.linalg.norm(user) / np.linalg.norm(item)
        assert cosine == pytest.approx(expected, abs=1e-6)
    assert all(user is None or item is None for cosine, user, item in rows if cosine is None)


def test_switched_off_there_is_nothing_of_it(small_shop):
    nodes = json.loads((small_shop.folder / "target" / "manifest.json").read_text())["nodes"]
    assert len(nodes) > 100
    assert not [name for name in nodes if "rerank" in name]
    for table in ("recommendation_reasons", "recommendation_evaluation"):
        column = "kind" if table == "recommendation_reasons" else "recommender"
        assert small_shop.rows(f"from kindred.{table} where {column} = 'reranker'") == []
