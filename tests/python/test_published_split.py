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
from kindred.recommenders.blend import Blend, blended, judged

DATA = os.environ.get("KINDRED_TEST_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="KINDRED_TEST_DATA is not set")
USERS_STEP = 8
CANDIDATES = 20  # the default of candidates_count
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
def parts(quality, train, built) -> dict:
    """By recommender, its scores and what it proposes, as the benchmark makes them.

    To a shop a tie has a strength, to the split it is one; the same for all pairs.
    """
    ((strength, least),) = built.rows(
        "select max(strength), min(strength) from kindred_similarities.int_strengths"
        " where cut = 'release'",
        built.warehouse,
    )
    assert strength == least > 0
    past = history(train * strength)
    scores = {name: quality.fitted(model, past) for name, model in DEFAULTS.items()}
    return {
        name: (quality.listed(found, past, CANDIDATES), found) for name, found in scores.items()
    }


def test_candidates_are_those_of_the_benchmark(built, parts):
    for name, (lists, _) in parts.items():
        rows = built.rows(
            "select user_id::integer, item_id::integer, rank, score"
            f" from kindred.recommendation_candidates where recommender = '{name}' order by 1, 3",
            built.warehouse,
        )
        found = pd.DataFrame(rows, columns=["user", "item", "rank", "score"])
        assert len(found) > 0.9 * CANDIDATES * found["user"].nunique()
        for column in ("user", "item", "rank"):
            assert found[column].tolist() == getattr(lists, column).tolist(), (name, column)
        assert np.abs(found["score"] - lists.score).max() <= 1e-9


def test_recommendations_are_the_blend_of_the_benchmark(built, parts):
    equal = Blend(np.full(len(parts), 1 / len(parts)))
    best = blended(judged(*zip(*parts.values(), strict=True)), equal, LISTED)
    rows = built.rows(
        "select user_id::integer, item_id::integer, score from kindred.user_recommendations"
        " where strategy = 'collaborative' order by user_id, rank",
        built.warehouse,
    )
    found = pd.DataFrame(rows, columns=["user", "item", "score"])
    assert found["user"].tolist() == best.user.tolist()
    assert found["item"].tolist() == best.item.tolist()
    assert np.abs(found["score"] - best.score).max() < 1.5e-9  # a billionth, rounded
