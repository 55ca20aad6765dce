"""Weights and gate of the blend from small relations, and the vars beside the classes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from kindred.recommenders import BuyAgain, Content, MatrixFactorization, Transitions
from kindred_warehouse.blending import weights_at, weights_in_use
from kindred_warehouse.leads import reranker_leads
from kindred_warehouse.settings import CLASSES

ROOT = Path(__file__).parents[2]
USERS = 60


@pytest.fixture
def relations():
    """Of two recommenders one hits every user's item at rank 1, the other never; item 0 is
    popular, and is what every third user wants, too."""
    connection = duckdb.connect()
    connection.execute(f"""
        create table users as select range::integer as user_idx from range({USERS});
        create table int_target_users as
            select 'validation' as cut, user_idx, true as is_known from users;
        create table int_relevant_items as
            select 'validation' as cut, 'new_items' as task, user_idx, user_idx + 2 as item_idx
            from users
            union all
            select 'validation', 'new_items', user_idx, 0 from users where user_idx % 3 = 0;
        create table int_recommendation_candidates as
            select 'validation' as cut, 'new_items' as task, user_idx, item_idx, recommender,
                1.0::double as score, 1 as rank
            from (
                select user_idx, user_idx + 2 as item_idx, 'good' as recommender from users
                union all select user_idx, 1, 'bad' from users
                union all select user_idx, 0, 'popular' from users
            );
        create table int_judged_candidates as
            select cut, task, user_idx, item_idx, max((recommender = 'good')::double) as good_score,
                max((recommender = 'bad')::double) as bad_score, 0.0::double as silent_score
            from int_recommendation_candidates group by all
    """)
    names = (
        "int_judged_candidates",
        "int_recommendation_candidates",
        "int_relevant_items",
        "int_target_users",
    )
    return {name: connection.table(name) for name in names}


def learned(relations, recommenders, min_users=50, given=None, n=10):
    options = {"n": n, "min_users": min_users, "seed": 1, "given": given, "affinity": None}
    table = weights_at("validation", "new_items", recommenders, relations, **options)
    return {row["recommender"]: (row["weight"], row["lead_low"]) for row in table.to_pylist()}


def test_what_hits_is_what_weighs_and_leads_popularity(relations):
    found = learned(relations, ["bad", "good"])
    weights = {name: weight for name, (weight, _) in found.items()}
    assert weights["good"] > weights["bad"]
    assert sum(weights.values()) == pytest.approx(1)
    # two users of three gain a hit at rank 1, the third one hit for another: a lead of 2 / 3
    assert all(0.4 < lead < 2 / 3 for _, lead in found.values())


def test_what_never_hits_does_not_lead_popularity(relations):
    ((_, lead),) = learned(relations, ["bad"]).values()
    assert lead <= 0


def test_given_weights_are_what_the_lead_is_of(relations):
    found = learned(relations, ["bad", "good"], given={"bad": 3})
    assert (found["bad"][0], found["good"][0]) == (1, 0)
    assert found["good"][1] <= 0
    # two thirds of it say nothing right, and stand in front
    assert learned(relations, ["bad", "good"], given={"bad": 2, "good": 1})["bad"][0] == 0.666666667


def test_each_half_is_judged_by_weights_of_the_other(relations):
    """Every other user wants what "first" proposes, the rest what "second" does; what a half
    teaches is wrong for the other, so that nobody is proposed the right item."""
    connection = duckdb.connect()
    rows = relations["int_recommendation_candidates"].filter("recommender = 'good'").df()
    relevant = relations["int_relevant_items"].filter("item_idx > 0").df()
    right = rows["user_idx"] % 2
    lists = [
        rows.assign(recommender=name, item_idx=rows["item_idx"].where(right == turn, 1))
        for turn, name in enumerate(("first", "second"))
    ]
    popular = rows.assign(recommender="popular", item_idx=0)
    frame = pd.concat([*lists, popular])
    judged = lists[0][["cut", "task", "user_idx", "item_idx"]].assign(first_score=1.0)
    judged = judged.merge(lists[1][[*judged][:4]].assign(second_score=1.0), how="outer").fillna(0)
    relations |= {
        "int_judged_candidates": connection.from_df(judged),
        "int_recommendation_candidates": connection.from_df(frame),
        "int_relevant_items": connection.from_df(relevant),
    }
    (_, lead), _ = learned(relations, ["first", "second"], n=1).values()
    assert lead == 0


@pytest.mark.parametrize(
    ("given", "affinity", "expected"),
    [
        (None, None, [0.5, 0.3, 0.2]),
        (None, 0.4, [0.375, 0.225, 0.4]),  # 5 and 3 eighths of what is left
        (None, 0, [0.625, 0.375, 0]),
        ({"linear": 1, "segment_popular": 1}, None, [0, 0.5, 0.5]),
        ({"linear": 1, "segment_popular": 1}, 0.9, [0, 0.1, 0.9]),
        ({"segment_popular": 1}, 0.2, [0.4, 0.4, 0.2]),
    ],
)
def test_what_the_shop_says_of_weights(given, affinity, expected):
    names = ["item_cosine", "linear", "segment_popular"]
    found = weights_in_use(np.array([5.0, 3.0, 2.0]), names, given, affinity)
    assert found == pytest.approx(expected)


def test_a_share_of_the_segment_without_segments_changes_nothing():
    names = ["item_cosine", "linear"]
    assert weights_in_use(np.array([3.0, 1.0]), names, None, 0.5) == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(("order", "is_ahead"), [("good", True), ("bad", False)])
def test_the_lead_of_re_ranked_lists_is_on_popularity(relations, order, is_ahead):
    rows = relations["int_recommendation_candidates"].filter(f"recommender = '{order}'")
    reranked = rows.select("cut, task, user_idx, item_idx, rank as reranked_rank")
    options = {"n": 10, "min_users": USERS, "seed": 1}
    lead, unknown = reranker_leads(reranked, relations, **options)["lead_low"].to_pylist()
    assert unknown != unknown  # nobody is judged in task all_items
    assert 0.4 < lead < 2 / 3 if is_ahead else lead <= 0


def test_with_few_users_weights_are_equal_and_no_lead_is_known(relations):
    found = learned(relations, ["bad", "good"], min_users=USERS + 1)
    weight, lead = found["bad"]
    assert found["good"][0] == weight == 0.5
    assert lead != lead or lead is None


@pytest.mark.parametrize("min_users", [50, USERS + 1])
def test_who_says_nothing_has_no_weight(relations, min_users):
    found = learned(relations, ["bad", "good", "silent"], min_users=min_users)
    assert found["silent"][0] == 0
    assert found["bad"][0] + found["good"][0] == 1


def test_defaults_of_vars_are_those_of_the_classes():
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["kindred"]
    classes = {**CLASSES, "transitions": Transitions, "buy_again": BuyAgain, "content": Content}
    classes |= {"matrix_factorization": MatrixFactorization}
    words = {"neighbour": "neighbor", "exact_items": "exact_items_count"}
    special = {
        "item_cosine_neighbors_count": "item_neighbors_count",
        "user_cosine_neighbors_count": "user_neighbors_count",
        "transitions_neighbors_count": "item_neighbors_count",
        "item_cosine_min_similarity": "min_similarity",
        "user_cosine_min_similarity": "min_similarity",
    }
    compared = 0
    for name, kind in classes.items():
        for field in fields(kind):
            text = field.name
            for british, american in words.items():
                text = text.replace(british, american)
            var = special.get(f"{name}_{text}", f"{name}_{text}")
            if known.get(var) is not None:  # null leaves it to the class or to the search
                assert known[var] == field.default, var
                compared += 1
    assert compared >= 27
