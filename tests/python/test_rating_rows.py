"""Errors of foretold ratings, from small relations."""

from __future__ import annotations

import duckdb
import pytest

from kindred_warehouse.ratings import rating_rows


def errors(ratings: str):
    """(recommender, metric) -> (value, users) of ratings given as SQL; the cut is 2025-01-01 and
    item i is of category i % 2."""
    connection = duckdb.connect()
    connection.execute(f"create table ratings as {ratings}")
    connection.execute(
        "create table cuts as select 'test' as cut, timestamp '2025-01-01' as cut_at"
    )
    connection.execute(
        "create table traits as select range::integer as item_idx, (range % 2)::integer as"
        " category_idx from range(12)"
    )
    found = rating_rows(*(connection.table(name) for name in ("ratings", "traits", "cuts")))
    return {
        (row["recommender"], row["metric"]): (row["value"], row["users_count"])
        for row in found.to_pylist()
    }


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
        assert found[recommender, "mae"] == (pytest.approx(2), 2)  # one off, and three off
        assert found[recommender, "rmse"] == (pytest.approx(5**0.5), 2)


def test_tastes_in_categories_are_foretold_better_than_by_means():
    # users of even number love even items and dislike odd ones, the others the other way round
    every = (
        "select u.range::integer as user_idx, i.range::integer as item_idx,"
        " case when i.range < 8 then timestamp '2024-06-01' else timestamp '2025-02-01' end"
        " as rated_at, case when u.range % 2 = i.range % 2 then 5.0 else 1.0 end as rating"
        " from range(20) as u cross join range(12) as i"
    )
    found = errors(every)
    assert found["rating_means", "rmse"] == (pytest.approx(2), 20)
    assert found["rating_prediction", "rmse"][0] < 1.5


@pytest.mark.parametrize("moment", ["2024-06-01", "2025-02-01"])
def test_without_ratings_on_both_sides_of_the_cut_there_are_no_errors(moment):
    assert (
        errors(
            "select 0::integer as user_idx, 0::integer as item_idx,"
            f" timestamp '{moment}' as rated_at, 4.0::double as rating"
        )
        == {}
    )
