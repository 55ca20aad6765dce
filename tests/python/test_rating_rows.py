"""Errors of foretold ratings, from small relations."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from scipy.stats import bootstrap

from kindred.recommenders import RatingPrediction
from kindred_warehouse.ratings import rating_rows


def errors(ratings: str):
    """(recommender, metric) -> row of the evaluation of ratings given as SQL; the cut is 2025-01-01
    and item i is of category i % 2."""
    connection = duckdb.connect()
    connection.execute(f"create table int_ratings as {ratings}")
    connection.execute(
        "create table int_cuts as select 'test' as cut, timestamp '2025-01-01' as cut_at"
    )
    connection.execute(
        "create table int_known_ratings as select cut, user_idx, item_idx, rating from int_ratings"
        " cross join int_cuts where rated_at < cut_at"
    )
    connection.execute(
        "create table int_item_traits as select range::integer as item_idx, (range % 2)::integer"
        " as category_idx from range(12)"
    )
    names = ("int_ratings", "int_known_ratings", "int_cuts", "int_item_traits")
    shop = {name: connection.table(name) for name in names}
    rows = rating_rows(RatingPrediction(), shop, seed=1).to_pylist()
    return {(row["recommender"], row["metric"]): row for row in rows}


def test_who_always_gives_four_and_then_five_and_three_is_one_off():
    known = (
        "select 0::integer as user_idx, range::integer as item_idx, timestamp '2024-06-01' as"
        " rated_at, 4.0::double as rating from range(4)"
    )
    later = (
        "select unnest([0, 1])::integer, unnest([5, 7])::integer, timestamp '2025-01-01',"
        " unnest([5.0, 1.0])::double"
    )
    found = errors(f"{known} union all {later}")
    for recommender in ("rating_prediction", "rating_means"):
        assert found[recommender, "mae"]["value"] == pytest.approx(2)  # one off, and three off
        assert found[recommender, "rmse"]["value"] == pytest.approx(5**0.5)
        assert found[recommender, "rmse"]["users_count"] == 2


def test_tastes_in_categories_are_foretold_better_than_by_means():
    # users of even number love even items and dislike odd ones, the others the other way round
    every = (
        "select u.range::integer as user_idx, i.range::integer as item_idx,"
        " case when i.range < 8 then timestamp '2024-06-01' else timestamp '2025-02-01' end"
        " as rated_at, case when u.range % 2 = i.range % 2 then 5.0 else 1.0 end as rating"
        " from range(20) as u cross join range(12) as i"
    )
    found = errors(every)
    assert found["rating_means", "rmse"]["value"] == pytest.approx(2)
    assert found["rating_prediction", "rmse"]["high"] < 1.5


def test_intervals_are_over_users_with_all_their_ratings():
    # everybody is foretold 4 stars, and rates one to three items later, up to three stars off
    known = (
        "select u.range::integer as user_idx, i.range::integer as item_idx, timestamp '2024-06-01'"
        " as rated_at, 4.0::double as rating from range(60) as u cross join range(4) as i"
    )
    later = (
        "select u.range::integer, (4 + i.range)::integer, timestamp '2025-02-01',"
        " (4 - (7 * u.range + i.range) % 4)::double from range(60) as u cross join range(3) as i"
        " where i.range <= u.range % 3"
    )
    found = errors(f"{known} union all {later}")
    off = [[(7 * u + i) % 4 for i in range(u % 3 + 1)] for u in range(60)]
    squares, sizes, counts = (
        [f(u) for u in off] for f in (lambda u: sum(x * x for x in u), sum, len)
    )
    for metric, sums, root in (("rmse", squares, np.sqrt), ("mae", sizes, np.asarray)):
        expected = bootstrap(
            (sums, counts),
            lambda s, n, axis, root=root: root(s.sum(axis) / n.sum(axis)),
            paired=True,
            method="percentile",
            rng=np.random.default_rng(2),
        ).confidence_interval
        row = found["rating_means", metric]
        width = expected.high - expected.low
        assert row["low"] == pytest.approx(expected.low, abs=width / 8)
        assert row["high"] == pytest.approx(expected.high, abs=width / 8)
        assert row["low"] < row["value"] < row["high"]


@pytest.mark.parametrize("moment", ["2024-06-01", "2025-02-01"])
def test_without_ratings_on_both_sides_of_the_cut_there_are_no_errors(moment):
    assert (
        errors(
            "select 0::integer as user_idx, 0::integer as item_idx,"
            f" timestamp '{moment}' as rated_at, 4.0::double as rating"
        )
        == {}
    )
