"""Recommenders that learn from ratings, from events to reasons, in a small shop."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Shop
from sklearn.linear_model import Ridge
from sklearn.metrics.pairwise import cosine_similarity

RECOMMENDERS = ["item_cosine", "user_cosine", "rating_prediction"]
CATEGORIES = ["Books", "Games", "Music", "Tools"]


def inputs() -> dict[str, pd.DataFrame]:
    """90 users who buy, and then rate, 16 of 48 items over 200 days: what is of the two categories
    that they like gets 4 or 5 stars, other items 1 to 3. Each third rating is a review, and the
    first is given again, with another star, a day later."""
    rng = np.random.default_rng(4)
    rows, reviews = [], []
    for user in range(90):
        likes = {user % 4, (user // 4) % 4}
        items = rng.permutation(48)[:16]
        for turn, (item, day) in enumerate(zip(items, np.sort(rng.random(16)) * 200, strict=True)):
            at = pd.Timestamp("2025-01-01") + pd.Timedelta(days=day)
            stars = rng.integers(4, 6) if item % 4 in likes else rng.integers(1, 4)
            who = {"user_id": f"u{user:02}", "item_id": f"i{item:02}"}
            rows.append({**who, "event_at": at, "event_type": "purchase", "unit_price": 5.0})
            later = at + pd.Timedelta(hours=5)
            if turn % 3 == 2:
                review = {"review_id": f"{user} {item}", "reviewed_at": later, "rating": stars}
                reviews.append({**who, **review})
                continue
            rows.append({**who, "event_at": later, "event_type": "rating", "rating": stars})
            if turn == 0:
                again = {"event_at": later + pd.Timedelta(days=1), "rating": 3}
                rows.append({**rows[-1], **again})
    items = pd.DataFrame({"item_id": [f"i{item:02}" for item in range(48)]})
    items["category"] = [CATEGORIES[item % 4] for item in range(48)]
    return {"events": pd.DataFrame(rows), "items": items, "reviews": pd.DataFrame(reviews)}


@pytest.fixture(scope="module")
def rated(tmp_path_factory) -> Shop:
    """Neighbours by plain adjusted cosine of items and plain Pearson of users; no gate, so that
    their lists are shown."""
    shop = Shop(tmp_path_factory.mktemp("rated") / "shop")
    plain = {"item_cosine_activity_exponent": 0, "item_cosine_target_exponent": 0.5}
    plain |= {"user_cosine_popularity_exponent": 0, "user_cosine_power": 1}
    shop.write(**inputs()).build(
        recommenders=RECOMMENDERS,
        item_cosine_weighting="adjusted_cosine",
        user_cosine_weighting="pearson",
        popularity_gate=False,
        reasons_count=1,
        blend_weights=dict.fromkeys(RECOMMENDERS, 1),
        **plain,
    )
    return shop


@pytest.fixture(scope="module")
def stars(rated) -> np.ndarray:
    """Latest rating of each user and item by the release, nan where there is none."""
    rows = frame(rated, "from kindred_behavior.int_known_ratings where cut = 'release'")
    ((users, items),) = rated.rows(
        "select (select count(*) from kindred_behavior.int_user_index),"
        " (select count(*) from kindred_behavior.int_item_traits)",
        rated.warehouse,
    )
    found = np.full((users, items), np.nan)
    found[rows["user_idx"], rows["item_idx"]] = rows["rating"]
    return found


def frame(shop: Shop, sql: str) -> pd.DataFrame:
    with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
        return connection.sql(sql).df()


def raw_scores(shop: Shop, recommender: str) -> pd.DataFrame:
    found = frame(
        shop,
        "select user_idx, item_idx, score * divisor as score"
        " from kindred_recommendations.int_recommendation_candidates"
        f" where cut = 'release' and recommender = '{recommender}'",
    )
    assert len(found) > 500
    return found


def test_known_ratings_are_the_latest_of_events_and_reviews(rated, stars):
    rows = frame(rated, "select * from kindred_behavior.int_ratings where item_idx is not null")
    latest = rows.sort_values(["rated_at", "rating"]).groupby(["user_idx", "item_idx"]).last()
    places = latest.index.to_frame().to_numpy().T
    assert len(latest) == np.count_nonzero(~np.isnan(stars)) > 1400
    assert np.array_equal(stars[tuple(places)], latest["rating"])


@pytest.mark.parametrize("recommender", ["item_cosine", "user_cosine"])
def test_candidates_are_sums_of_similarity_times_centred_rating(rated, stars, recommender):
    centred = np.nan_to_num(np.round(stars - np.nanmean(stars, axis=1, keepdims=True), 9))
    compared = centred.T if recommender == "item_cosine" else centred
    alike = np.maximum(cosine_similarity(compared), 0)
    np.fill_diagonal(alike, 0)
    expected = centred @ alike.T if recommender == "item_cosine" else alike @ centred
    found = raw_scores(rated, recommender)
    assert np.allclose(found["score"], expected[found["user_idx"], found["item_idx"]], atol=1e-6)


def test_rating_prediction_proposes_what_lies_above_the_users_mean(rated, stars):
    """By the formula with scikit-learn: the mean of each user and what others make of an item
    drawn to the mean of all by five ratings, theta by ridge regressions with a penalty of ten."""
    users, items = np.nonzero(~np.isnan(stars))
    given, mean = stars[users, items], np.nanmean(stars)
    differ = stars - mean
    usual = mean + np.nansum(differ, axis=1) / ((~np.isnan(stars)).sum(axis=1) + 5)
    others = np.nansum(differ, axis=0) / ((~np.isnan(stars)).sum(axis=0) + 5)
    features = np.column_stack([others, np.arange(48)[:, None] % 4 == np.arange(4)])
    ridge, left = Ridge(alpha=10, fit_intercept=False), given - usual[users]
    prior = ridge.fit(features[items], left).coef_.copy()
    expected = np.zeros(stars.shape)
    for user in range(90):
        own = users == user
        x = features[items[own]]
        theta = prior + ridge.fit(x, left[own] - x @ prior).coef_
        expected[user] = features @ theta
    found = raw_scores(rated, "rating_prediction")
    assert np.allclose(found["score"], expected[found["user_idx"], found["item_idx"]], atol=1e-6)


def test_every_recommender_has_reasons_that_name_its_evidence(rated):
    rows = rated.rows(
        "select kind, evidence_id, category, contribution, sentence"
        " from kindred.recommendation_reasons inner join kindred.items using (item_id)"
    )
    kinds = {kind for kind, *_ in rows}
    assert {*RECOMMENDERS, "item_cosine_rest", "user_cosine_rest"} <= kinds
    for kind, evidence, category, contribution, sentence in rows:
        if kind == "rating_prediction":
            assert evidence in (None, category)
            assert (evidence or "others") in sentence
        if kind in RECOMMENDERS:
            assert sentence.startswith("Although") == (contribution < 0)


def test_reasons_add_up(rated):
    rows = rated.rows(
        "select r.score, sum(w.contribution) from kindred.user_recommendations as r"
        " inner join kindred.recommendation_reasons as w using (user_id, item_id)"
        " where strategy = 'collaborative' group by user_id, item_id, r.score"
    )
    assert len(rows) > 500
    for score, contributions in rows:
        assert contributions == pytest.approx(score, abs=1e-6)


def test_errors_have_intervals(rated):
    rows = rated.rows(
        "select metric, value, low, high from kindred.recommendation_evaluation"
        " where task = 'ratings' order by all"
    )
    assert [metric for metric, *_ in rows] == ["mae", "mae", "rmse", "rmse"]
    for _, value, low, high in rows:
        assert low < value < high


def test_nothing_is_published_that_would_need_ratings_of_somebody_who_just_clicked(rated):
    names = rated.rows("select function_name from duckdb_functions() where schema_name = 'kindred'")
    assert ("assign_segment",) in names
    assert ("recommend_now",) not in names
