"""The two engines of similarities, Python and SQL, beside each other and beside NumPy."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import Shop

LIMITS = {"item_neighbors_count": 7, "user_neighbors_count": 7}
LIMITS |= {"min_similarity": 0.15, "user_similarity_max_item_share": 0.1}
PLAIN = {"item_cosine_weighting": "strength", "item_cosine_activity_exponent": 0}
PLAIN |= {"item_cosine_target_exponent": 0.5, "item_cosine_history_exponent": 0.5}
PLAIN |= {"user_cosine_weighting": "strength", "user_cosine_popularity_exponent": 0}
PLAIN |= {"user_cosine_neighbor_exponent": 0.5, "user_cosine_power": 1}
KNOBS = {"recommenders": ["item_cosine", "user_cosine"], **LIMITS, **PLAIN}
# every knob away from the plain cosine
TURNED = {**KNOBS, "min_similarity": 0.0, "item_cosine_weighting": "bm25"}
TURNED |= {"item_cosine_activity_exponent": 0.35, "item_cosine_target_exponent": 0.15}
TURNED |= {"item_cosine_shrinkage": 0.5, "item_cosine_power": 1.2}
TURNED |= {"user_cosine_weighting": "tfidf", "user_cosine_popularity_exponent": 0.25}
TURNED |= {"user_cosine_neighbor_exponent": 0.4, "user_cosine_power": 1.5}
NO_TESTS = ["--resource-type", "model", "--resource-type", "seed"]
SQL_TWINS = [
    "py_recommender_settings",
    "int_recommender_settings",
    "py_item_pairs",
    "int_item_pairs",
    "int_user_similarities",
    "py_recommendation_candidates",
    "int_item_cosine_scores",
    "int_user_cosine_scores",
    "int_recommendation_candidates",
    "py_judged_candidates",
    "int_judged_candidates",
]
SIDES = ("item", "user")
CUTS = ("release", "test", "validation")
EXACT = 1e-9 + 1e-15  # both are rounded to nine decimals, and read as binary fractions


@pytest.fixture(scope="module")
def shops(tmp_path_factory, small_demo) -> dict[str, Shop]:
    """One tenth of the demo shop up to what is said of the candidates, by either engine, with plain
    cosines and with every knob turned."""
    folder = tmp_path_factory.mktemp("twins")
    python = Shop(folder / "python").write(**small_demo)
    python.build("--select", "+int_judged_candidates", *NO_TESTS, **KNOBS)
    found = {"python": python}
    for name, engine, knobs in (
        ("sql", "sql", KNOBS),
        ("python turned", "python", TURNED),
        ("sql turned", "sql", TURNED),
    ):
        shop = found[name] = Shop(folder / name.replace(" ", "_"))
        shutil.copy(python.warehouse, shop.warehouse)
        shop.vars = python.vars
        twins = SQL_TWINS if engine == "sql" else [*SQL_TWINS, "py_user_similarities"]
        shop.build("--select", *twins, *NO_TESTS, similarity_engine=engine, **knobs)
    return found


def read(shop: Shop, table: str, columns: list[str]) -> pd.DataFrame:
    rows = shop.rows(f"select {', '.join(columns)} from {table}", shop.warehouse)
    return pd.DataFrame(rows, columns=columns)


def pairs(shop: Shop, side: str) -> pd.DataFrame:
    columns = ["cut", f"{side}_idx", "neighbor_idx", "similarity", "rank"]
    table = {"item": "int_item_pairs", "user": "int_user_similarities"}[side]
    return read(shop, f"kindred_similarities.{table}", columns)


def cosines(shop: Shop, side: str, cut: str) -> np.ndarray:
    """Every cosine of the side's rows, from the definition; NaN with itself."""
    strengths = read(
        shop, "kindred_similarities.int_strengths", ["cut", "user_idx", "item_idx", "strength"]
    ).query(f"cut == '{cut}'")
    matrix = np.zeros((strengths["user_idx"].max() + 1, strengths["item_idx"].max() + 1))
    matrix[strengths["user_idx"], strengths["item_idx"]] = strengths["strength"]
    if side == "user":
        holders = (matrix > 0).sum(axis=0) / (matrix > 0).any(axis=1).sum()
        common = holders > KNOBS["user_similarity_max_item_share"]
        assert 0 < common.sum() < len(common), "the var would have no effect here"
        matrix[:, common] = 0
    else:
        matrix = matrix.T
    lengths = np.linalg.norm(matrix, axis=1)
    products = matrix @ matrix.T
    outer = np.outer(lengths, lengths)
    found = np.divide(products, outer, out=np.zeros_like(products), where=outer > 0)
    np.fill_diagonal(found, np.nan)
    return found


@pytest.mark.parametrize("engine", ["python", "sql"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("cut", CUTS)
def test_nearest_are_those_of_numpy(shops, engine, side, cut):
    expected = cosines(shops["python"], side, cut)
    found = pairs(shops[engine], side).query(f"cut == '{cut}'")
    source, neighbor = found[f"{side}_idx"].to_numpy(), found["neighbor_idx"].to_numpy()
    np.testing.assert_allclose(found["similarity"], expected[source, neighbor], atol=EXACT, rtol=0)
    k, least = KNOBS["item_neighbors_count"], KNOBS["min_similarity"]
    sources = range(len(expected))
    if side == "user":  # others are never asked for
        targets = read(shops[engine], "kindred_similarities.int_target_users", ["cut", "user_idx"])
        sources = targets.query(f"cut == '{cut}'")["user_idx"]
    lists = dict(list(found.sort_values("rank").groupby(f"{side}_idx")["similarity"]))
    assert set(lists) <= set(sources)
    for row in sources:
        row_cosines = np.round(expected[row], 9) if row < len(expected) else np.empty(0)
        best = np.sort(row_cosines[row_cosines >= least])[::-1][:k]
        np.testing.assert_allclose(lists.get(row, []), best, atol=EXACT, rtol=0)
    # both limits were felt: some lists are full, and some pairs are too far apart
    assert found["rank"].max() == k
    assert (found.groupby(f"{side}_idx").size() < k).any()
    assert ((expected > 0) & (expected < least)).any()


def same_outside_ties(python: pd.DataFrame, sql: pd.DataFrame, group: list[str], what, value):
    """Equal values; who is in one list only is as good as the last of that list."""
    both = python.merge(sql, on=[*group, what], how="outer", suffixes=("", "_sql"))
    common = both.dropna(subset=[value, f"{value}_sql"])
    assert len(common) > 100
    assert (common[value] - common[f"{value}_sql"]).abs().max() <= EXACT
    last = python.groupby(group)[value].min().rename("last").reset_index()
    single = both[both[[value, f"{value}_sql"]].isna().any(axis=1)].merge(last, on=group)
    assert (single[value].fillna(single[f"{value}_sql"]) - single["last"]).abs().le(EXACT).all()
    assert len(single) < 0.01 * len(both)
    sizes = [frame.groupby(group).size() for frame in (python, sql)]
    assert sizes[0].equals(sizes[1])


@pytest.mark.parametrize("turned", ["", " turned"])
@pytest.mark.parametrize("side", SIDES)
def test_twins_agree_on_neighbours(shops, side, turned):
    python, sql = (pairs(shops[engine + turned], side) for engine in ("python", "sql"))
    same_outside_ties(python, sql, ["cut", f"{side}_idx"], "neighbor_idx", "similarity")


@pytest.mark.parametrize("turned", ["", " turned"])
def test_twins_agree_on_candidates(shops, turned):
    columns = ["cut", "task", "user_idx", "recommender", "item_idx", "score"]
    table = "kindred_recommendations.int_recommendation_candidates"
    python, sql = (read(shops[engine + turned], table, columns) for engine in ("python", "sql"))
    assert set(python["recommender"]) == {"item_cosine", "user_cosine", "popular"}
    group = ["cut", "task", "user_idx", "recommender"]
    same_outside_ties(python, sql, group, "item_idx", "score")


@pytest.mark.parametrize("turned", ["", " turned"])
def test_twins_say_the_same_of_every_candidate(shops, turned):
    said = [f"{name}_score" for name in KNOBS["recommenders"]]
    keys = ["cut", "task", "user_idx", "item_idx"]
    table = "kindred_recommendations.int_judged_candidates"
    python, sql = (read(shops[engine + turned], table, keys + said) for engine in ("python", "sql"))
    both = python.merge(sql, on=keys, suffixes=("", "_sql"))
    # what one proposes alone was level with the last of the other's list
    assert len(both) > 0.98 * max(len(python), len(sql))
    for name in said:
        assert (both[name] > 0).mean() > 0.5
        # who is in one engine's list alone says something of nobody who is in both
        assert (both[name] - both[f"{name}_sql"]).abs().max() <= EXACT
