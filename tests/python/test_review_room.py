"""Reviews, other texts and personas in a warehouse, without a large model."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from conftest import Shop
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score, f1_score

from kindred.sentiment import SENTIMENTS, text_sentiments

SWITCHES = {"reviews_enabled": True, "personas_enabled": True, "recommendations_enabled": False}
MOODS = {1: "negative", 2: "negative", 3: "neutral", 4: "positive", 5: "positive"}
AT = "2025-11-03 10:00:00"
BEYOND = "2099-01-01 10:00:00"
BAD, GOOD = "Never arrived. So bad, I want my money back.", "Lovely, just what I wanted."
# text_id, user_id, occurred_at, language, text, and what becomes of it
TEXTS = [
    ("t1", None, None, "en", BAD, "negative"),
    ("t2", "u00001", AT, "en", GOOD, "positive"),
    ("t3", None, AT, None, "call me on 0170 55501239", "masked"),
    (None, None, AT, "en", GOOD, "missing_key"),
    ("t4", "u00001", AT, "en", None, "missing_text"),
    ("t5", "u00001", AT, "en", "  ", "missing_text"),
    ("t6", None, "soon", "en", GOOD, "unparsable_time"),
    ("t7", None, BEYOND, "en", GOOD, "future_time"),
    ("t1", None, None, "en", BAD, "duplicate"),
    ("t2", "u00002", AT, "en", BAD, "conflicting_duplicate"),
]


@pytest.fixture(scope="module")
def reviews(small_demo) -> pd.DataFrame:
    """One review in ten without stars, one in ten with stars that say nothing of its words."""
    reviews, chance = small_demo["reviews"], np.random.default_rng(5)
    sound = reviews["rating"].between(1, 5) & ~reviews["review_id"].duplicated(keep=False)
    reviews = reviews[sound].reset_index(drop=True)
    part = chance.integers(0, 10, len(reviews))
    reviews["known_rating"] = reviews["rating"]
    reviews.loc[part == 0, "rating"] = np.nan
    reviews.loc[part == 1, "rating"] = chance.integers(1, 6, (part == 1).sum())
    return reviews


@pytest.fixture(scope="module")
def shop(tmp_path_factory, small_demo, reviews) -> Shop:
    columns = ["text_id", "user_id", "occurred_at", "language", "text"]
    texts = pd.DataFrame([row[:5] for row in TEXTS], columns=columns, dtype="string")
    shop = Shop(tmp_path_factory.mktemp("reviews")).write(**small_demo | {"reviews": reviews})
    shop.write("csv", texts=texts).build(**SWITCHES)
    return shop


@pytest.fixture(scope="module")
def judged(shop, reviews) -> pd.DataFrame:
    """The reviews that are judged, as they were given, with what was said of them."""
    columns = [
        "review_id",
        "sentiment",
        "text_sentiment",
        *(f"{m}_probability" for m in SENTIMENTS),
    ]
    rows = shop.rows(f"select {', '.join(columns)} from kindred.review_sentiments")
    return pd.DataFrame(rows, columns=columns).merge(reviews).sort_values("review_id")


def test_evaluation_is_that_of_scikit_learn(shop, judged):
    starred = judged[judged["rating"].notna()]
    truth, told = starred["rating"].map(MOODS), starred["text_sentiment"]
    majority = DummyClassifier(strategy="most_frequent").fit(truth, truth).predict(truth)
    expected = {}
    for model, said in (("text", told), ("majority", majority)):
        expected["accuracy", model, "all"] = accuracy_score(truth, said)
        expected["macro_f1", model, "all"] = f1_score(truth, said, average="macro")
        each = f1_score(truth, said, average=None, labels=SENTIMENTS)
        expected |= {("f1", model, mood): f1 for mood, f1 in zip(SENTIMENTS, each, strict=True)}
    rows = shop.rows(
        "select metric, model, slice, value, reviews_count from kindred.review_evaluation"
    )
    found = {row[:3]: row[3] for row in rows}
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=1e-12), key
    assert 0.8 < found["accuracy", "text", "all"] < 0.97  # so that no two figures are one
    counts = starred["rating"].map(MOODS).value_counts().to_dict() | {"all": len(starred)}
    assert {(row[2], row[4]) for row in rows} == set(counts.items())


def test_no_review_is_read_by_a_model_of_its_own_user(judged):
    """The probabilities are those of three folds of users, worked out here once more."""
    digest = [hashlib.md5(user.encode()).hexdigest()[:2] for user in judged["user_id"]]
    folds = np.searchsorted(["55", "aa"], digest, side="right")
    moods = judged["rating"].map(MOODS)
    labels = [SENTIMENTS.index(mood) if mood in SENTIMENTS else -1 for mood in moods]
    texts = judged[["title", "body"]].apply(lambda row: ". ".join(row.dropna()), axis=1)
    expected = text_sentiments(texts.tolist(), labels, folds)
    found = judged[[f"{mood}_probability" for mood in SENTIMENTS]]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_reviews_without_stars_have_the_mood_of_their_words(judged):
    silent = judged[judged["rating"].isna()]
    assert len(silent) > 100
    assert (silent["sentiment"] == silent["text_sentiment"]).all()
    assert (silent["sentiment"] == silent["known_rating"].map(MOODS)).mean() > 0.95
    starred = judged[judged["rating"].notna()]
    assert (starred["sentiment"] == starred["rating"].map(MOODS)).all()


def test_templates_speak_where_no_model_is_asked(shop):
    for table in ("review_replies", "segment_personas"):
        query = f"select source, refusal, count(*) from kindred.{table} group by all"
        ((source, refusal, count),) = shop.rows(query)
        assert (source, refusal) == ("template", None)
        assert count > 2
    names = [row[0] for row in shop.rows("select table_name from duckdb_tables()")]
    assert "llm_requests" not in names


def test_other_texts_have_a_mood_and_are_not_answered(shop):
    query = "select text_id, user_id, occurred_at::varchar, language, sentiment from"
    assert shop.rows(f"{query} kindred.text_sentiments where text_id != 't3' order by 1") == [
        ("t1", None, None, "en", "negative"),
        ("t2", "u00001", AT, "en", "positive"),
    ]
    assert shop.rows("select count(*) from kindred.text_sentiments") == [(3,)]
    text = "select text from kindred_staging.stg_texts where text_id = 't3'"
    assert shop.rows(text, shop.warehouse) == [("call me on [phone]",)]
    for table in ("review_sentiments", "review_replies"):
        query = f"select review_id from kindred.{table} where review_id similar to 't[0-9]'"
        assert shop.rows(query) == []


def test_texts_that_are_not_accepted_have_their_reason(shop):
    rows = shop.rows(
        "select reason, row_json ->> '$.text_id' from kindred.rejected_rows where input = 'texts'"
    )
    expected = [(row[-1], row[0]) for row in TEXTS[3:]]
    assert sorted(rows, key=str) == sorted(expected, key=str)
