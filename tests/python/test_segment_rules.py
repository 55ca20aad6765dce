"""Rules mean in SQL what they are measured as, beside scikit-learn's own tree."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.tree import DecisionTreeClassifier

from kindred.segment_rules import surrogate_rules


def test_two_groups_parted_by_one_number_and_a_null():
    # 1.2 and 1.9 are parted by 1.6, the shortest number near their middle 1.55; who is unknown
    # is with the larger ones
    values = np.array([1.0, 1.2, 1.9, 3.0, np.nan] * 40)
    labels = np.where(values <= 1.2, 7, 9)
    rules, fidelity = surrogate_rules(
        values[:, None], ["amount"], labels, np.arange(200) >= 100, seed=0
    )
    assert [(rule.label, rule.condition) for rule in rules] == [
        (7, "amount <= 1.6"),
        (9, "(amount > 1.6 or amount is null)"),
    ]
    assert [(r.users_count, r.coverage, r.precision) for r in rules] == [(40, 1, 1), (60, 1, 1)]
    assert fidelity == 1


def test_a_split_between_known_and_unknown():
    values = np.array([1.0, 2.0, np.nan, np.nan] * 40)
    rules, _ = surrogate_rules(
        values[:, None], ["amount"], np.isnan(values).astype(int), np.arange(160) >= 80, seed=0
    )
    assert [(rule.label, rule.condition) for rule in rules] == [
        (0, "amount is not null"),
        (1, "amount is null"),
    ]


def test_texts_compare_as_wholes():
    tea = np.array([1.0, 0.0] * 50)
    names = ["top_category = 'O''Tea'"]
    rules, _ = surrogate_rules(tea[:, None], names, tea.astype(int), np.arange(100) < 30, seed=0)
    assert [rule.condition for rule in rules] == [
        "top_category is distinct from 'O''Tea'",
        "top_category = 'O''Tea'",
    ]


@pytest.mark.parametrize("seed", range(5))
def test_sql_counts_what_is_stated_and_fidelity_is_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    matrix = np.exp(rng.normal(size=(3000, 4)) * [1, 2, 0.1, 5])
    matrix[rng.random(matrix.shape) < 0.15] = np.nan
    labels = (np.nan_to_num(matrix[:, 0]) > 1) + 2 * (np.nan_to_num(matrix[:, 1]) > 2)
    noisy = rng.random(3000) < 0.1
    labels[noisy] = rng.integers(0, 4, noisy.sum())
    held_out = rng.random(3000) < 0.3
    names = ["a", "b", "c", "d"]
    rules, fidelity = surrogate_rules(matrix, names, labels, held_out, seed=1)
    frame = pd.DataFrame(matrix, columns=names).assign(label=labels, held_out=held_out)
    frame = frame.astype({name: "Float64" for name in names})
    for rule in rules:
        count, hits = duckdb.sql(
            f"select count(*), count(*) filter (where label = {rule.label})"
            f" from frame where held_out and ({rule.condition})"
        ).fetchall()[0]
        assert count == rule.users_count
        assert hits == pytest.approx(count * (rule.precision or 0))
        assert rule.coverage == pytest.approx(hits / (labels[held_out] == rule.label).sum())
    holding = " + ".join(f"(({rule.condition}) is true)::int" for rule in rules)
    assert duckdb.sql(f"select distinct {holding} from frame").fetchall() == [(1,)]
    tree = DecisionTreeClassifier(max_depth=4, min_samples_leaf=21, random_state=1)
    tree.fit(matrix[~held_out], labels[~held_out])
    # thresholds are rounded within the gap between users learned from; others may lie in it
    assert fidelity == pytest.approx(tree.score(matrix[held_out], labels[held_out]), abs=0.01)


def test_one_group_needs_no_condition_and_nobody_no_rule():
    rules, fidelity = surrogate_rules(np.ones((10, 1)), ["a"], np.full(10, 3), np.zeros(10), seed=0)
    assert [(rule.label, rule.condition, rule.precision) for rule in rules] == [(3, "true", None)]
    assert np.isnan(fidelity)
    assert rules[0].coverage is None
    assert surrogate_rules(np.ones((0, 1)), ["a"], [], [], seed=0)[0] == []
    with pytest.raises(ValueError, match="same lengths"):
        surrogate_rules(np.ones((2, 1)), ["a"], [1], [False, False], seed=0)
