"""The two engines of similarities, Python and SQL, beside each other and beside NumPy."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import Shop

KNOBS = {"neighbors_count": 7, "min_similarity": 0.15, "user_similarity_max_item_share": 0.1}
NO_TESTS = ["--resource-type", "model", "--resource-type", "seed"]
SQL_TWINS = [
    "int_item_similarities",
    "int_user_similarities",
    "int_target_item_neighbors",
    "int_item_cosine_scores",
    "int_user_cosine_scores",
    "int_recommendation_candidates",
]
SIDES = ("item", "user")
CUTS = ("release", "test")
EXACT = 1e-9 + 1e-15  # both are rounded to nine decimals, and read as binary fractions


@pytest.fixture(scope="module")
def shops(tmp_path_factory, small_demo) -> dict[str, Shop]:
    """One tenth of the demo shop up to the candidates, by either engine."""
    folder = tmp_path_factory.mktemp("twins")
    python, sql = Shop(folder / "python").write(**small_demo), Shop(folder / "sql")
    python.build("--select", "+int_recommendation_candidates", *NO_TESTS, **KNOBS)
    shutil.copy(python.warehouse, sql.warehouse)
    sql.vars = python.vars
    sql.build("--select", *SQL_TWINS, *NO_TESTS, similarity_engine="sql", **KNOBS)
    return {"python": python, "sql": sql}


def read(shop: Shop, table: str, columns: list[str]) -> pd.DataFrame:
    rows = shop.rows(f"select {', '.join(columns)} from {table}", shop.warehouse)
    return pd.DataFrame(rows, columns=columns)


def pairs(shop: Shop, side: str) -> pd.DataFrame:
    columns = ["cut", f"{side}_idx", "neighbor_idx", "similarity", "rank"]
    return read(shop, f"kindred_similarities.int_{side}_similarities", columns)


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
    k, least = KNOBS["neighbors_count"], KNOBS["min_similarity"]
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


@pytest.mark.parametrize("side", SIDES)
def test_twins_agree_on_neighbours(shops, side):
    python, sql = (pairs(shops[engine], side) for engine in ("python", "sql"))
    same_outside_ties(python, sql, ["cut", f"{side}_idx"], "neighbor_idx", "similarity")


def test_twins_agree_on_candidates(shops):
    columns = ["cut", "user_idx", "recommender", "item_idx", "score"]
    python, sql = (
        read(shops[engine], "kindred_recommendations.int_recommendation_candidates", columns)
        for engine in ("python", "sql")
    )
    assert set(python["recommender"]) == {"item_cosine", "user_cosine"}
    same_outside_ties(python, sql, ["cut", "user_idx", "recommender"], "item_idx", "score")
