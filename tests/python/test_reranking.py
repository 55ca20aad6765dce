"""The learned order: of planted rules, of small relations, and of a built shop."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from kindred.reranking import fit_reranker, probabilities
from kindred_warehouse.reranking import reranked

PAIRS = 6000
UNKNOWN = np.full(PAIRS, np.nan)


def planted(seed: int):
    """Features of pairs of which one in four is bought: where two numbers are both high and a
    third, which is unknown for half, is not; the first column says nothing."""
    rng = np.random.default_rng(seed)
    features = rng.random((PAIRS, 4))
    features[rng.random(PAIRS) < 0.5, 3] = np.nan
    is_likely = (features[:, 1] > 0.4) & (features[:, 2] > 0.4) & ~(features[:, 3] > 0.7)
    return features, np.where(is_likely, rng.random(PAIRS) < 0.8, rng.random(PAIRS) < 0.02)


@pytest.mark.mathematics
def test_a_planted_rule_is_found_and_holds_for_other_pairs():
    model = fit_reranker(*planted(1), seed=1)
    features, is_bought = planted(2)
    assert roc_auc_score(is_bought, features[:, 0]) < 0.55
    assert roc_auc_score(is_bought, probabilities(model, features)) > 0.93


@pytest.mark.mathematics
def test_the_number_of_threads_changes_nothing():
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(probabilities(fit_reranker(*planted(1), seed=1), planted(2)[0]))
    assert np.array_equal(*found)


@pytest.mark.mathematics
@pytest.mark.parametrize("is_bought", [np.zeros(9, bool), np.ones(9, bool), np.zeros(0, bool)])
def test_nothing_is_learned_where_all_or_nothing_is_bought(is_bought):
    assert fit_reranker(np.zeros((len(is_bought), 2)), is_bought, seed=1) is None


@pytest.mark.mathematics
def test_what_is_unknown_of_all_pairs_teaches_nothing():
    features, is_bought = planted(1)
    unknown, known = (np.column_stack([features, column]) for column in (UNKNOWN, np.arange(PAIRS)))
    model = fit_reranker(unknown, is_bought, seed=1)
    assert roc_auc_score(is_bought, probabilities(model, unknown)) > 0.93
    assert np.array_equal(probabilities(model, unknown), probabilities(model, known))


@pytest.mark.mathematics
def test_pairs_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="same length"):
        fit_reranker(np.zeros((3, 2)), np.zeros(2, bool), seed=1)


def told(connection, *, order: str = "all", min_users: int = 50) -> dict:
    """(cut, user, item) -> probability in task new_items; rows are read in that order."""
    for name in ("pairs", "bought"):
        connection.execute(f"create or replace table {name}_read as from {name} order by {order}")
    relations = [connection.table(f"{name}_read") for name in ("pairs", "bought")]
    rows = reranked(*relations, min_users=min_users, seed=1).to_pylist()
    return {
        (str(row["cut"]), row["user_idx"], row["item_idx"]): row["probability"]
        for row in rows
        if str(row["task"]) == "new_items"
    }


@pytest.fixture
def connection():
    """200 users are proposed items 0 to 19, at three cuts; those whose number leaves the rest 3
    are bought, and the blend likes the others."""
    connection = duckdb.connect()
    connection.execute("""
        create table pairs as
            select
                cuts.cut, 'new_items' as task, u.range::integer as user_idx,
                i.range::integer as item_idx,
                case when i.range % 4 = 3 then 0.1 else 1.0 - 0.01 * i.range end as blend_score,
                case when (u.range + i.range) % 7 > 0 then i.range % 4 end as rest
            from range(200) as u, range(20) as i,
                (values ('validation'), ('test'), ('release')) as cuts (cut);
        create table bought as
            select cut, task, user_idx, item_idx from pairs
            where item_idx % 4 = 3 and (user_idx + item_idx) % 3 > 0 and cut != 'release'
    """)
    return connection


def test_what_is_bought_stands_first_at_every_cut(connection):
    found = told(connection)
    assert {cut for cut, _, _ in found} == {"validation", "test", "release"}
    for cut in ("validation", "test", "release"):
        mine = {item: found[cut, 5, item] for item in range(20)}
        assert {item % 4 for item in sorted(mine, key=mine.get)[-3:]} == {3}


def test_the_order_of_rows_changes_nothing(connection, monkeypatch):
    taught = []

    def noted(features, is_bought, *, seed):
        taught.append((features, is_bought))
        return fit_reranker(features, is_bought, seed=seed)

    monkeypatch.setattr("kindred_warehouse.reranking.fit_reranker", noted)
    by_digest = "md5(user_idx::text || item_idx::text)"
    assert told(connection, order=by_digest) == told(connection)
    assert len(taught) == 6  # all users and both halves, twice
    for (features, is_bought), again in zip(taught[:3], taught[3:], strict=True):
        assert np.array_equal(features, again[0], equal_nan=True)
        assert np.array_equal(is_bought, again[1])


def test_where_it_learns_no_user_is_told_by_what_they_bought(connection):
    before = told(connection)
    connection.execute(
        "update bought set item_idx = (item_idx + 1) % 20"
        " where cut = 'validation' and user_idx % 2 = 0"
    )
    after = told(connection)
    moved = {key[1] for key in before if key[0] == "validation" and before[key] != after[key]}
    assert moved == {user for user in range(200) if user % 2}


def test_what_comes_after_the_test_cut_teaches_nothing(connection):
    before = told(connection)
    connection.execute("update bought set item_idx = (item_idx + 1) % 20 where cut = 'test'")
    assert told(connection) == before
    connection.execute("update bought set item_idx = (item_idx + 1) % 20 where cut = 'validation'")
    assert told(connection) != before


def test_few_users_teach_nothing_and_the_blend_stands(connection):
    found = told(connection, min_users=201)
    assert (found["test", 5, 3], found["release", 5, 2]) == (0.1, 0.98)


def test_scikit_learn_is_imported_by_who_learns_alone():
    code = "import sys, kindred_warehouse.reranking; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
