"""The recommendation tables of a built shop against answers worked out another way."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import PROJECT, Shop, package_shop, together
from sklearn.metrics import average_precision_score, ndcg_score

FRESH = {  # what users with three events did, and the stars that they gave
    "fresh-buyer": (["Kauf", "view", "purchase"], [None, None, None]),
    "fresh-looker": (["VIEW", "cart", "kauf"], [None, None, None]),
    "fresh-critic": (["rating", "Rating", "rating"], [1.0, 4.0, 2.5]),
    "fresh-hater": (["rating", "view", "RATING"], [1.0, None, 1.0]),
}
RECOMMENDERS = ["item_cosine", "user_cosine", "linear", "buy_again", "segment_popular"]
RECOMMENDERS += ["transitions", "content", "recently_popular", "category_popular"]
RECOMMENDERS += ["matrix_factorization", "spectral", "text", "pictures", "popular"]
VECTORS = {"vectors_enabled": True, "vector_encoders": ["spectral", "text"]}
VECTORS |= {"own_encoders": ["pictures"]}
VARS = {"recommenders": RECOMMENDERS, "blend_min_users_count": 20, **VECTORS}


@pytest.fixture(scope="module")
def built(small_demo, tmp_path_factory) -> Shop:
    """The small demo and users who did three things in the last moment; all recommenders on; an
    event type of the shop's own, with a capital."""
    seed = (PROJECT / "seeds" / "rules" / "event_types.csv").read_text() + "Kauf,purchase,5,false\n"
    folder = tmp_path_factory.mktemp("room") / "shop"
    shop = package_shop(folder, {"seeds/event_types.csv": seed})
    events = small_demo["events"]
    items = events["item_id"].value_counts().index[[3, 11, 40]]
    moment = pd.Timestamp("2025-12-31 23:59:59.999999")
    fresh = pd.DataFrame(
        [
            (user, item, event_type, stars, moment, f"{user} {item}")
            for user, (event_types, ratings) in FRESH.items()
            for item, event_type, stars in zip(items, event_types, ratings, strict=True)
        ],
        columns=["user_id", "item_id", "event_type", "rating", "event_at", "event_id"],
    )
    titles = small_demo["items"].set_index("item_id")["title"]
    search = {"user_id": "fresh-searcher", "event_type": "search", "event_id": "searched"}
    search |= {"search_query": titles[items[0]], "event_at": moment}
    fresh = pd.concat([fresh, pd.DataFrame([search])])
    shop.items = list(items)
    inputs = {**small_demo, "events": pd.concat([events, fresh], ignore_index=True)}
    ids = small_demo["items"]["item_id"].unique()
    directions = list(np.random.default_rng(1).standard_normal((len(ids), 12)))
    own = pd.DataFrame({"item_id": ids, "vector": directions, "encoder": "pictures"})
    shop.write(own=own, **inputs)
    shop.vars["item_vectors_input"] = shop.vars.pop("own")
    shop.build(**VARS)
    return shop


WEIGHTS = {"blend_weights": {"popular": 1}}
ALONE = {"recommenders": ["popular"]}


@pytest.fixture(scope="module", params=[WEIGHTS, ALONE], ids=["given weights", "popular alone"])
def behind(request, built, tmp_path_factory) -> Shop:
    """The same shop where the blend is popularity itself, and so not ahead of it."""
    shop = built.copy(tmp_path_factory.mktemp("behind") / "shop")
    first = "py_blend_weights+" if request.param == WEIGHTS else "py_recommendation_candidates+"
    shop.build("--select", first, **(VARS | request.param))
    return shop


def frame(shop: Shop, sql: str) -> pd.DataFrame:
    with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
        return connection.sql(sql).df()


@pytest.mark.parametrize("length", [5, 20])
@pytest.mark.parametrize("task", ["new_items", "all_items"])
def test_metrics_of_users_are_those_of_scikit_learn(built, task, length):
    n_items = built.rows("select count(*) from kindred.items")[0][0]
    lists = frame(
        built,
        "select user_idx, item_idx, rank from shop_kindred_evaluation.int_evaluated_lists"
        f" where task = '{task}' and recommender = 'user_cosine' and rank <= {length}",
    )
    relevant = frame(
        built,
        "select user_idx, item_idx from shop_kindred_selection.int_relevant_items"
        f" where task = '{task}' and cut = 'test'",
    )
    metrics = frame(
        built,
        "from shop_kindred_evaluation.int_user_metrics"
        f" where task = '{task}' and recommender = 'user_cosine' and list_length = {length}",
    ).set_index("user_idx")
    assert len(metrics) > 30
    assert metrics["hit_rate"].sum() > 5
    for user, row in metrics.iterrows():
        truth = np.zeros(n_items)
        truth[relevant.loc[relevant["user_idx"] == user, "item_idx"]] = 1
        score = -truth  # what is not listed comes last, and what is relevant of it last of all
        mine = lists[lists["user_idx"] == user]
        score[mine["item_idx"]] = 1 / mine["rank"]
        hits = truth[mine["item_idx"]]
        precision = average_precision_score(truth * (score > 0), score) if hits.any() else 0.0
        first = mine["rank"][hits > 0].min()
        assert row["ndcg"] == pytest.approx(ndcg_score([truth], [score], k=length), abs=1e-9)
        assert row["map"] == pytest.approx(
            precision * hits.sum() / min(truth.sum(), length), abs=1e-9
        )
        assert row["recall"] == pytest.approx(hits.sum() / truth.sum())
        assert row["precision"] == pytest.approx(hits.sum() / length)
        assert row["hit_rate"] == float(hits.any())
        assert row["mrr"] == pytest.approx(1 / first if hits.any() else 0.0)


def test_means_are_over_users(built):
    mean, users_count = frame(
        built,
        "select avg(ndcg), count(*) from shop_kindred_evaluation.int_user_metrics as m"
        " inner join shop_kindred_evaluation.int_judged_users as s using (user_idx)"
        " where slice = 'all' and task = 'all_items' and recommender = 'blend'"
        " and list_length = 10",
    ).iloc[0]
    ((value, low, high, users),) = built.rows(
        "select value, low, high, users_count from kindred.recommendation_evaluation"
        " where metric = 'ndcg_at_10' and slice = 'all' and task = 'all_items'"
        " and recommender = 'blend'"
    )
    assert (value, users) == (pytest.approx(mean, abs=1e-9), users_count)
    assert low < value < high


def test_every_recommender_fills_candidates_and_is_judged(built):
    proposed = built.rows("select distinct recommender from kindred.recommendation_candidates")
    judged = built.rows("select distinct recommender from kindred.recommendation_evaluation")
    # with what is owned left out, there is nothing to buy again
    assert {name for (name,) in proposed} == set(RECOMMENDERS) - {"buy_again"}
    assert {"popularity", "blend", "published", *RECOMMENDERS[:-1]} <= {name for (name,) in judged}


def test_who_only_searched_is_recommended_what_is_described_so(built):
    who = "where user_id = 'fresh-searcher'"
    ((first,),) = built.rows(
        f"select item_id from kindred.recommendation_candidates {who}"
        " and recommender = 'text' and rank = 1"
    )
    assert first == built.items[0]
    reasons = built.rows(f"select item_id, kind from kindred.recommendation_reasons {who}")
    assert (first, "text") in reasons


def defaults(shop: Shop) -> set:
    """(recommender, task) of what users are shown, by the table."""
    sql = "from shop_kindred.recommendation_evaluation select distinct recommender, task"
    return {*frame(shop, f"{sql} where is_default").itertuples(index=False, name=None)}


def strategies(shop: Shop) -> set:
    return {
        *frame(shop, "select distinct strategy from shop_kindred.user_recommendations").strategy
    }


PUBLISHED = {("published", "new_items"), ("published", "all_items")}


def test_what_leads_popularity_is_shown_and_said_to_be(built):
    assert "collaborative" in strategies(built)
    assert defaults(built) == PUBLISHED | {("blend", "new_items")}


def test_a_blend_that_does_not_lead_popularity_is_not_shown(behind):
    assert strategies(behind) == {"segment_popular", "popular"}
    assert defaults(behind) == PUBLISHED


def test_the_figures_of_what_is_shown_are_those_of_the_fallbacks(behind):
    """The test cut's lists by the chain itself: the segment's order without what a user owns."""
    listed, chain = (
        frame(behind, sql).itertuples(index=False, name=None)
        for sql in (
            "select user_idx, item_idx, rank from shop_kindred_evaluation.int_evaluated_lists"
            " where recommender = 'published' and task = 'new_items' order by all",
            "select user_idx, item_idx, row_number() over (partition by user_idx order by place)"
            " as rank from shop_kindred_recommendations.int_target_segments"
            " inner join shop_kindred_recommendations.int_fallback_items using (cut, cluster)"
            " anti join (from shop_kindred_similarities.int_strengths where is_owned)"
            " using (cut, user_idx, item_idx)"
            " where cut = 'test' qualify rank <= 20 order by all",
        )
    )
    assert list(listed) == list(chain)


@pytest.mark.parametrize("user", FRESH)
def test_now_is_what_the_batch_says_of_a_user_with_that_history(built, user):
    batch = built.rows(
        "select rank, item_id, score from kindred.recommendation_candidates"
        f" where user_id = '{user}' and recommender = 'item_cosine' order by rank"
    )
    event_types, ratings = FRESH[user]
    stars = [stars or "null" for stars in ratings]
    now = built.rows(
        f"select rank, item_id, score from kindred.recommend_now({built.items}, event_types :="
        f" {event_types}, ratings := [{', '.join(map(str, stars))}], list_length := 20)"
    )
    assert len(batch) == 20
    assert [row[:2] for row in now] == [row[:2] for row in batch]
    assert [row[2] for row in now] == pytest.approx([row[2] for row in batch], abs=2e-9)


def test_now_has_reasons_that_add_up(built):
    rows = built.rows(f"select score, reasons from kindred.recommend_now({built.items})")
    assert len(rows) == 10
    for score, reasons in rows:
        assert sum(reason["contribution"] for reason in reasons) == pytest.approx(score, abs=1e-6)
        assert all(reason["sentence"].startswith("Goes with ") for reason in reasons)


@pytest.mark.parametrize("stars", ["null", "[null]", "[1]", "[9]"])
def test_now_hears_no_praise_in_a_rating_without_stars_or_with_the_least(built, stars):
    now = f"kindred.recommend_now({built.items[:1]}, event_types := ['rating'], ratings := {stars})"
    assert built.rows(f"from {now}") == []


def test_now_knows_nothing_of_unknown_items(built):
    assert built.rows("from kindred.recommend_now(['no such item'])") == []


def test_without_item_cosine_there_is_no_now(small_shop, tmp_path):
    shop = small_shop.copy(tmp_path / "shop")
    names = "select macro_name from kindred_release.int_published_macros"
    assert ("recommend_now",) in shop.rows(names, shop.warehouse)
    words = ("run", "--select", "int_published_macros")
    # what the first one parsed will do for both
    runs = together((shop, words, {}), (shop, words, {"recommenders": ["popular"]}))
    assert [run.code for run in runs] == [0, 0], runs[1].output[-3000:]
    assert ("recommend_now",) not in shop.rows(names, shop.warehouse)
