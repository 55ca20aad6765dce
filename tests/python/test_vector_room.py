"""The room of vectors in a warehouse: twins, the shop's own arrays, networks used again."""

from __future__ import annotations

import shutil

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import Shop

from kindred_warehouse import vectors as tables
from kindred_warehouse.llm_embeddings import EmbeddedTexts

WITHOUT_TESTS = ("--resource-type", "model", "--resource-type", "seed")
ON = {"vectors_enabled": True, "vector_dimension": 8, "item_neighbors_count": 7}
ROOM = ("int_vectors", "item_vectors", "user_vectors", "item_vector_similarities")
EXACT = 1e-9 + 1e-15


@pytest.fixture(scope="module")
def shops(tmp_path_factory, small_demo) -> dict[str, Shop]:
    """One tenth of the demo shop, by either engine, with arrays for some of the items."""
    folder = tmp_path_factory.mktemp("vectors")
    python, sql = Shop(folder / "python").write(**small_demo), Shop(folder / "sql")
    rng = np.random.default_rng(1)
    ids = [*small_demo["items"]["item_id"].head(41), "nobody's"]
    values = list(rng.standard_normal((42, 12)))
    values[40] = None  # an item without a vector
    mapped = pd.DataFrame({"item_id": ids, "vector": values, "encoder": [None] * 42})
    audio = pd.DataFrame({"item_id": ids[5:25], "vector": list(rng.standard_normal((20, 3)))})
    mapped = pd.concat([mapped, audio.assign(encoder="audio")], ignore_index=True)
    python.write(mapped=mapped)
    python.vars["item_vectors_input"] = python.vars.pop("mapped")
    words = (*(f"+{name}" for name in ROOM), "+vector_candidates")
    python.build("--select", *words, *WITHOUT_TESTS, vector_encoders=["spectral", "text"], **ON)
    shutil.copy(python.warehouse, sql.warehouse)
    sql.vars = python.vars
    options = ON | {"vector_encoders": ["spectral", "text"], "similarity_engine": "sql"}
    sql.build("--select", *ROOM, *WITHOUT_TESTS, **options)
    return {"python": python, "sql": sql}


def rows(shop: Shop, sql: str) -> list[tuple]:
    return shop.rows(sql, shop.warehouse)


def test_every_encoder_has_its_rows(shops):
    found = rows(
        shops["python"],
        "select encoder, count(*), count(distinct version), max(dimension), max(len(vector))"
        " from kindred.item_vectors group by encoder order by encoder",
    )
    # neither the null nor the item that nobody knows; three numbers of audio, and zeros
    assert found[:2] == [("audio", 20, 1, 3, 8), ("mapped", 40, 1, 8, 8)]
    assert [row[0] for row in found[2:]] == ["spectral", "text"]
    assert all(row[2:] == (1, 8, 8) for row in found[2:])
    users = "select encoder, list_dot_product(vector::double[], vector::double[]) from kindred.{}"
    lengths = np.array([row[1] for row in rows(shops["python"], users.format("user_vectors"))])
    np.testing.assert_allclose(lengths, 1, atol=1e-6)


def test_twins_agree_on_users(shops):
    query = (
        "select cut, encoder, version, idx, vector::double[] from kindred_vectors.int_vectors"
        " where kind = 'user' and encoder != 'text' order by all"
    )
    python, sql = (rows(shops[engine], query) for engine in ("python", "sql"))
    assert [row[:4] for row in python] == [row[:4] for row in sql]
    assert {row[1] for row in sql} == {"audio", "mapped", "spectral"}
    vectors = (np.array([row[4] for row in side]) for side in (python, sql))
    np.testing.assert_allclose(*vectors, atol=2e-6)


def test_twins_agree_on_neighbours_given_the_same_vectors(shops):
    query = (
        "select encoder, item_id, rank, similarity, neighbor_item_id"
        " from kindred.item_vector_similarities order by all"
    )
    python, sql = (rows(shops[engine], query) for engine in ("python", "sql"))
    assert [row[:3] for row in python] == [row[:3] for row in sql]
    assert len(python) > 1000
    similarities = (np.array([row[3] for row in side]) for side in (python, sql))
    np.testing.assert_allclose(*similarities, atol=EXACT, rtol=0)
    # who is near is the same but where two are equally near
    assert np.mean([one[4] == other[4] for one, other in zip(python, sql, strict=True)]) > 0.99


def test_candidates_are_what_products_say(shops):
    candidates = rows(
        shops["python"],
        "select user_id, item_id, score from kindred.vector_candidates"
        " where encoder = 'spectral' and user_id ="
        " (select min(user_id) from kindred.user_vectors where encoder = 'spectral') order by rank",
    )
    user = candidates[0][0]
    products = rows(
        shops["python"],
        "select item_id, list_dot_product(u.vector::double[], v.vector::double[]) as product"
        " from kindred.user_vectors as u join kindred.item_vectors as v using (encoder)"
        f" where encoder = 'spectral' and user_id = '{user}'"
        " and item_id not in (select item_id from kindred.items where not is_available)"
        " and item_id not in (select item_id from kindred_behavior.int_interactions"
        " join kindred_behavior.int_user_index using (user_idx)"
        " join kindred_behavior.int_item_index using (item_idx)"
        f" where cut = 'release' and is_owned and user_id = '{user}') order by 2 desc limit 30",
    )
    assert [row[1] for row in candidates] == [row[0] for row in products if row[1] > 0]
    best = products[0][1]
    expected = [row[1] / best for row in products if row[1] > 0]
    np.testing.assert_allclose([row[2] for row in candidates], expected, atol=1e-8)


def test_vectors_of_unknown_items_are_warned_of(shops):
    """61 arrays for the 60 of known items, then 66."""
    shop, words = shops["sql"], ("test", "--select", "warn_vectors_of_unknown_items")
    assert "WARN" not in shop.dbt(*words, **ON).output.replace("WARN=0", "")
    unknown = pd.DataFrame({"item_id": [f"n{n}" for n in range(66)], "vector": [[1.0]] * 66})
    unknown.to_parquet(shop.folder / "unknown.parquet")
    run = shop.dbt(*words, **ON | {"item_vectors_input": str(shop.folder / "unknown.parquet")})
    assert "Got 10 results, configured to warn if > 5" in run.output


def test_segments_can_be_made_of_vectors_too(shops):
    run = shops["sql"].dbt("build", "--select", "int_feature_matrix", segment_vectors="spectral")
    assert run.code != 0
    assert "'segment_vectors' is 'spectral', but there are no such vectors" in run.output
    options = ON | {"segment_vectors": "spectral"}
    shops["sql"].build("--select", "+int_feature_matrix", "matrix_is_complete", **options)
    found = rows(
        shops["sql"],
        "select cut, feature, avg(value), stddev_pop(value)"
        " from kindred_features.int_feature_matrix where feature like 'vector:%' group by all",
    )
    assert len(found) == 3 * 8
    for _, _, mean, deviation in found:
        assert abs(mean) < 0.1
        assert 0.4 < deviation <= 0.5 + 1e-9


def test_an_empty_shop_has_empty_tables():
    with duckdb.connect() as connection:
        interactions = connection.sql(
            "select '' as cut, 0 as user_idx, 0 as item_idx, 1.0 as strength, true as is_owned"
            " where false"
        )
        texts = connection.sql(
            "select '' as cut, '' as kind, 0 as idx, '' as text, 0 as times where false"
        )
        mapped = connection.sql(
            "select '' as encoder, 0 as item_idx, [0.0]::float[] as vector where false"
        )
        options = {"width": 4, "seed": 1}
        nothing = EmbeddedTexts({}, np.zeros((0, 0), np.float32), "none")
        found = [
            tables.spectral_at("test", interactions, **options),
            tables.text_at("test", interactions, texts, **options),
            tables.llm_at("test", interactions, texts, nothing, width=4),
            tables.mapped_at("test", interactions, mapped, width=4),
        ]
        vectors = connection.from_arrow(pa.concat_tables(found))
        gone = np.empty(0, np.int32)
        none = {"n": 5, "exclude_owned": True, "gone": gone}
        found.append(tables.similar_items(vectors, k=3, min_similarity=0.0))
        found.append(tables.candidates(vectors, interactions, **none))
    assert [len(table) for table in found] == [0] * 6
    assert found[0].schema.field("vector").type == pa.list_(pa.float32(), 4)
    assert found[5].schema.field("score").type == pa.float64()


def test_words_without_a_catalogue_give_users_alone():
    with duckdb.connect() as connection:
        interactions = connection.sql(
            "select 'test' as cut, 0 as user_idx, 0 as item_idx, 1.0 as strength, true as is_owned"
        )
        texts = connection.sql(
            "select 'test' as cut, 'user' as kind, idx::int as idx, text, 1 as times"
            " from (values (0, 'red'), (1, 'blue'), (1, 'red'), (2, 'green')) as said (idx, text)"
        )
        values = np.array([[0.6, 0.8], [np.nan, np.nan], [1.0, 0.0]], np.float32)
        known = EmbeddedTexts({"red": 0, "green": 1, "blue": 2}, values, "small")
        found = tables.llm_at("test", interactions, texts, known, width=3)
        vectors = connection.from_arrow(found)
        none = {"n": 5, "exclude_owned": True, "gone": np.empty(0, np.int32)}
        assert len(tables.candidates(vectors, interactions, **none)) == 0
    assert found["kind"].to_pylist() == ["user", "user"]
    assert found["idx"].to_pylist() == [0, 1]
    both = np.array([1.6, 0.8]) / np.hypot(1.6, 0.8)
    expected = [[0.6, 0.8, 0.0], [*both, 0.0]]
    np.testing.assert_allclose(np.array(found["vector"].to_pylist()), expected, atol=1e-6)
    assert set(found["version"].to_pylist()) == {found["version"][0].as_py()}
    assert found["version"][0].as_py().startswith("small ")


def test_networks_are_used_again(shop, small_demo):
    pytest.importorskip("torch")
    shop.write(**small_demo)
    options = ON | {"vector_encoders": ["gru"], "network_max_epochs": 1, "segments_enabled": False}
    options["recommendations_enabled"] = False
    shop.build(*WITHOUT_TESTS, "--resource-type", "test", **options)
    query = "select item_id, version, vector from kindred.item_vectors order by item_id"
    before, users = shop.rows(query), shop.rows("from kindred.user_vectors order by user_id")
    reused = shop.build(
        *WITHOUT_TESTS, "--resource-type", "test", retrain_networks=False, **options
    )
    assert "epoch" not in reused.output
    assert shop.rows(query) == before
    assert shop.rows("from kindred.user_vectors order by user_id") == users
