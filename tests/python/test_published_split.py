"""A split that others published, through `dbt build`, beside what benchmarks/quality.py judges.

It needs the publishers' data: KINDRED_TEST_DATA, with gowalla/. Taken is every eighth user, since
a build learns at two earlier cuts too, which costs more than the lists.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Shop, from_benchmarks

from kindred.recommenders import DEFAULTS, history
from kindred.recommenders.blend import Proposals, blended, pooled

DATA = os.environ.get("KINDRED_TEST_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="KINDRED_TEST_DATA is not set")
USERS_STEP = 8
CANDIDATES = 30  # the default of candidates_count
LISTED = 10  # and of recommendations_count


@pytest.fixture(scope="module")
def quality():
    """The benchmark as a module."""
    return from_benchmarks("quality")


@pytest.fixture(scope="module")
def train(quality):
    """Train of some users, CSR [n_users x n_items], without the items that none of them has."""
    matrix = quality.read_split(Path(DATA) / "gowalla").train[::USERS_STEP]
    return matrix[:, np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))]


@pytest.fixture(scope="module")
def built(train, tmp_path_factory) -> Shop:
    """A shop where every pair is a purchase, all at one moment; ids sort as the numbers do."""
    users, items = train.nonzero()
    events = pd.DataFrame(
        {
            "user_id": pd.Series(users).map("{:05d}".format),
            "item_id": pd.Series(items).map("{:05d}".format),
            "event_type": "purchase",
            "event_at": pd.Timestamp("2025-06-30 12:00:00"),
        }
    )
    shop = Shop(tmp_path_factory.mktemp("split") / "shop").write(events=events)
    shop.build(
        *("--select", "+recommendation_candidates", "+user_recommendations"),
        *("--exclude-resource-type", "test"),
        recommenders=list(DEFAULTS),
        segments_enabled=False,
    )
    return shop


@pytest.fixture(scope="module")
def expected(quality, train, built) -> dict[str, pd.DataFrame]:
    """By recommender, its candidates as the benchmark makes them.

    To a shop a tie has a strength, to the split it is one; the same for all pairs.
    """
    ((strength, least),) = built.rows(
        "select max(strength), min(strength) from kindred_similarities.int_strengths"
        " where cut = 'release'",
        built.warehouse,
    )
    assert strength == least > 0
    past = history(train * strength)
    lists = {
        name: quality.listed(quality.fitted(model, past), past, CANDIDATES)
        for name, model in DEFAULTS.items()
    }
    columns = ("user", "item", "rank", "score")
    return {
        name: pd.DataFrame({column: getattr(found, column) for column in columns})
        for name, found in lists.items()
    }


def test_candidates_are_those_of_the_benchmark(built, expected):
    for name, lists in expected.items():
        rows = built.rows(
            "select user_id::integer, item_id::integer, rank, score"
            f" from kindred.recommendation_candidates where recommender = '{name}' order by 1, 3",
            built.warehouse,
        )
        found = pd.DataFrame(rows, columns=lists.columns)
        assert len(found) > 0.9 * CANDIDATES * found["user"].nunique()
        for column in ("user", "item", "rank"):
            assert found[column].tolist() == lists[column].tolist(), (name, column)
        assert np.abs(found["score"] - lists["score"]).max() <= 1e-9


def test_recommendations_are_the_sum_of_those_candidates(built, expected):
    n_items = 1 + max(int(lists["item"].max()) for lists in expected.values())
    lists = [
        Proposals(*(found[c].to_numpy() for c in Proposals._fields)) for found in expected.values()
    ]
    best = blended(pooled(lists, n_items), np.full(len(lists), 1 / len(lists)), LISTED)
    rows = built.rows(
        "select user_id::integer, item_id::integer, score from kindred.user_recommendations"
        " where strategy = 'collaborative' order by user_id, rank",
        built.warehouse,
    )
    found = pd.DataFrame(rows, columns=["user", "item", "score"])
    assert found["user"].tolist() == best.user.tolist()
    assert found["item"].tolist() == best.item.tolist()
    assert np.abs(found["score"] - best.score).max() < 1.5e-9  # a billionth, rounded
