"""From the texts of reviews, and others, to the tables of moods, pain points and topics."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

from kindred.pain_points import EXAMPLES, Phrases, pain_points, pain_topics, said_point
from kindred.sentiment import text_sentiments

SENTIMENTS = pa.schema(
    [
        ("input", pa.string()),
        ("text_id", pa.string()),
        ("label", pa.int32()),
        ("negative_probability", pa.float64()),
        ("neutral_probability", pa.float64()),
        ("positive_probability", pa.float64()),
    ]
)
PAIN_POINTS = pa.schema(
    [
        ("kind", pa.string()),
        ("scope", pa.string()),
        ("scope_idx", pa.int32()),
        ("rank", pa.int32()),
        ("review_idx", pa.int32()),
        ("label", pa.string()),
        ("context", pa.string()),
        ("bad_count", pa.int64()),
        ("other_count", pa.int64()),
        ("log_odds", pa.float64()),
        ("z_score", pa.float64()),
        *((f"example_{number}_idx", pa.int32()) for number in range(1, EXAMPLES + 1)),
    ]
)
INPUTS = ("reviews", "texts")  # of int_judged_texts
SCOPES = {"segment": "segment_id", "category": "category_idx", "item": "item_idx"}


def sentiments_of(texts) -> pa.Table:
    """What the words of each row of int_judged_texts say, as SENTIMENTS.

    Null where there was too little to learn from.
    """
    reviews, others = (
        texts.filter(f"input = '{name}'")
        .select("text_id, label, fold, text")
        .order("text_id")
        .fetchnumpy()
        for name in INPUTS
    )
    words, other_words = reviews["text"].tolist(), others["text"].tolist()
    found = text_sentiments(words, reviews["label"], reviews["fold"], other_words)
    unknown = np.isnan(found).any(axis=1)
    told = np.where(unknown, 0, np.nan_to_num(found).argmax(axis=1))
    inputs = np.repeat(INPUTS, [len(words), len(other_words)])
    ids = np.concatenate([reviews["text_id"], others["text_id"]])
    columns = [inputs, ids, pa.array(told, pa.int32(), mask=unknown), *found.T]
    return pa.table([pa.array(column, from_pandas=True) for column in columns], schema=SENTIMENTS)


def pain_points_of(texts, sentiments, least: int, most: int, topics: int, seed: int) -> pa.Table:
    """What bad reviews say, as PAIN_POINTS: phrases by scope, topics, and each bad review's own.

    texts, sentiments: the relations int_review_texts and review_sentiments; least: bad reviews that
    must say a phrase; most: phrases of a scope; topics: how many there are at most.
    """
    bad = sentiments.filter("sentiment = 'negative'").select("review_id, true as is_bad")
    columns = ", ".join(["review_idx", "review_text", "item_title", "is_bad", *SCOPES.values()])
    rows = texts.join(bad, "review_id", how="left").select(columns)
    rows = rows.order("review_idx").to_arrow_table()
    is_bad = np.array(rows.column("is_bad").to_pylist()) == True  # noqa: E712 (null is no)
    phrases = Phrases(rows.column("review_text").to_pylist(), is_bad, least_reviews=least)
    scopes = {"all": np.zeros(len(rows), dtype=np.int64)} | {
        scope: rows.column(name).fill_null(-1).to_numpy() for scope, name in SCOPES.items()
    }
    titles = {"item": rows.column("item_title").to_pylist()}
    points = {
        scope: pain_points(
            phrases, places, least_reviews=least, most=most, titles=titles.get(scope)
        )
        for scope, places in scopes.items()
    }
    found_topics = pain_topics(phrases, count=topics, seed=seed)
    table = [
        {"kind": "phrase", "scope": scope} | row
        for scope, found in points.items()
        for row in _ranked(found)
    ]
    topic_of = np.full(len(rows), -1)
    for number, topic in enumerate(found_topics, 1):
        topic_of[topic.reviews] = number
        row = {"kind": "topic", "rank": number, "label": topic.label}
        table.append(row | {"bad_count": len(topic.reviews)} | _examples(topic.examples))
    for place in np.flatnonzero(is_bad).tolist():
        rank = int(topic_of[place]) if topic_of[place] > 0 else None
        label = said_point(phrases, points["all"], place)
        table.append({"kind": "review", "review_idx": place, "rank": rank, "label": label})
    return pa.Table.from_pylist(table, schema=PAIN_POINTS)


def _ranked(points):
    """The points as rows, ranked within their scope."""
    ranks = Counter()
    for point in points:
        ranks[point.scope] += 1
        yield {
            "scope_idx": point.scope,
            "rank": ranks[point.scope],
            "label": point.phrase,
            "context": point.context,
            "bad_count": point.bad_count,
            "other_count": point.other_count,
            "log_odds": point.log_odds,
            "z_score": point.z_score,
        } | _examples(point.examples)


def _examples(places) -> dict:
    return {f"example_{number}_idx": place for number, place in enumerate(places, 1)}
