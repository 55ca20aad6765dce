"""The demo shop's planted kinds of customer are found without being told how many they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

TRUTH = Path(__file__).parents[1] / "demo_shop_truth" / "personas.csv"
SEGMENTS = ("--select", "+user_segments", "+segment_evaluation", "+user_leaves")
UNTESTED = ("--exclude-resource-type", "test", "unit_test")


def rows(shop, sql):
    """Rows of the working file: a part of the tables is built, and nothing published."""
    return shop.rows(sql, shop.warehouse)


def test_the_five_personas_are_found(demo_shop):
    segments = dict(rows(demo_shop, "select user_id, segment_id from kindred.user_segments"))
    personas = pd.read_csv(TRUTH).set_index("user_id")["persona"]
    assert adjusted_rand_score(personas, personas.index.map(segments)) >= 0.9
    assert len(set(segments.values())) == personas.nunique()


def test_the_table_shows_why(demo_shop):
    scores = rows(
        demo_shop,
        "select method, segments_count, metric, value from kindred.segment_evaluation"
        " where cut = 'validation'",
    )
    values = {(method, count, metric): value for method, count, metric, value in scores}
    candidates = {key[:2] for key in values if key[0] != "rfm_quintiles"}
    assert {method for method, _ in candidates} == {"kmeans", "gaussian_mixture", "ward"}
    assert {count for _, count in candidates} == set(range(3, 11))
    best = max(candidates, key=lambda candidate: values[*candidate, "choice_score"])
    chosen = "select distinct method, segments_count from kindred.segment_evaluation"
    assert rows(demo_shop, f"{chosen} where cut = 'validation' and is_chosen") == [best]
    expected = values[*best, "stability"] ** 2 * np.sqrt(values[*best, "silhouette"])
    assert values[*best, "choice_score"] == pytest.approx(expected * np.log(best[1]), abs=1e-8)


def test_segments_foretell_taste_better_than_rfm(demo_shop):
    found = dict(
        rows(
            demo_shop,
            "select method, value from kindred.segment_evaluation"
            " where cut = 'test' and metric = 'category_accuracy'",
        )
    )
    assert found.pop("rfm_quintiles") < found.popitem()[1]


def test_a_number_and_a_method_can_be_set(shop, small_demo):
    shop.write(**small_demo)
    shop.build(*SEGMENTS, *UNTESTED, segments_count=4, segment_method="gaussian_mixture")
    assert rows(
        shop,
        "select method, count(distinct segment_id) from kindred.user_segments"
        " where method != 'early' group by method",
    ) == [("gaussian_mixture", 4)]
    # a mixture has a spread of its own for each cluster and feature
    assert rows(
        shop,
        "select count(distinct precision) > 20 from kindred_segments.int_segment_centroids",
    ) == [(True,)]
