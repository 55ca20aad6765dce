"""How well ratings after the test cut are foretold by those before it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.recommenders.rating_prediction import (
    RatingPrediction,
    means_baseline,
    rating_errors,
)
from kindred_warehouse.judging import SCHEMA

CATEGORIES_COUNT = 20  # with features of their own: those with the most ratings


def rating_rows(ratings, traits, cuts) -> pa.Table:
    """Root mean square and mean absolute error of the prediction and of the means baseline.

    ratings, traits, cuts: the relations int_ratings, int_item_traits and int_cuts. The features of
    an item are how its ratings differ from the mean of all, as the baseline has it, and its
    category. None where nothing was rated before the cut or nothing after it.
    """
    ((until,),) = cuts.filter("cut = 'test'").select("cut_at").fetchall()
    known, asked = (
        ratings.filter(f"item_idx is not null and rated_at {side} timestamp '{until}'")
        .order("user_idx, item_idx, rated_at, rating")
        .fetchnumpy()
        for side in ("<", ">=")
    )
    if not (len(known["rating"]) and len(asked["rating"])):
        return SCHEMA.empty_table()
    category = traits.order("item_idx").fetchnumpy()["category_idx"]
    n_users = 1 + max(part["user_idx"].max() for part in (known, asked))
    places = known["user_idx"], known["item_idx"], known["rating"]
    means = means_baseline(*places, n_users, len(category))
    by_item = means_baseline(np.zeros_like(places[0]), *places[1:], 1, len(category))
    all_items = np.arange(len(category))
    difference = by_item(np.zeros_like(all_items), all_items) - np.mean(known["rating"])
    rated = np.bincount(1 + category[known["item_idx"]])[1:]
    with_own = np.argsort(-rated, kind="stable")[:CATEGORIES_COUNT]
    features = np.column_stack([difference, category[:, None] == with_own]).astype(float)
    fit = RatingPrediction().fit(
        known["user_idx"], features[known["item_idx"]], known["rating"], n_users
    )
    predicted = {
        "rating_prediction": fit.predict(asked["user_idx"], features[asked["item_idx"]]),
        "rating_means": means(asked["user_idx"], asked["item_idx"]),
    }
    everyone = {"slice": "all", "task": "ratings", "users_count": len(set(asked["user_idx"]))}
    rows = [
        {"metric": metric, "recommender": name, "value": round(error, 9), **everyone}
        for name, values in predicted.items()
        for metric, error in rating_errors(values, asked["rating"]).items()
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
