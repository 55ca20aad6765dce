"""The room of vectors in a warehouse: twins, the shop's own arrays, networks used again."""

from __future__ import annotations

import os
import shutil

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import PROJECT, Shop, sentence, together

from kindred.sequences import Options
from kindred.sequences.training import memory_bytes
from kindred_warehouse import vectors as tables
from kindred_warehouse.llm_embeddings import EmbeddedTexts

WITHOUT_TESTS = ("--resource-type", "model", "--resource-type", "seed")
ON = {"vectors_enabled": True, "vector_dimension": 8, "item_neighbors_count": 7}
IN_SQL = ON | {"vector_encoders": ["spectral", "text"], "similarity_engine": "sql"}
RULES = {path.stem for path in (PROJECT / "seeds" / "rules").glob("*.csv")}
FIRST = {"py_installation", *RULES}  # no table of a build is replaced before these
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
    options = ON | {"vector_encoders": ["spectral", "text"], "similarity_engine": "numba"}
    python.build("--select", *words, *WITHOUT_TESTS, **options)
    shutil.copy(python.warehouse, sql.warehouse)
    sql.vars = python.vars
    sql.build("--select", *ROOM, *WITHOUT_TESTS, **IN_SQL)
    return {"python": python, "sql": sql}


def rows(shop: Shop, sql: str) -> list[tuple]:
    return shop.rows(sql, shop.warehouse)


def test_every_engine_but_sql_is_the_python_path(shops):
    private = "select count(*) > 0 from kindred_vectors.py_item_vector_similarities"
    assert rows(shops["python"], private) == [(True,)]


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
        f" where cut = 'release' and is_owned and user_id = '{user}') order by 2 desc limit 20",
    )
    assert [row[1] for row in candidates] == [row[0] for row in products if row[1] > 0]
    best = products[0][1]
    expected = [row[1] / best for row in products if row[1] > 0]
    np.testing.assert_allclose([row[2] for row in candidates], expected, atol=1e-8)


def test_vectors_of_unknown_items_are_warned_of(shops):
    """61 arrays for the 60 of known items, then 66."""
    shop, words = shops["sql"], ("test", "--select", "warn_vectors_of_unknown_items")
    assert "WARN" not in shop.dbt(*words, **IN_SQL).output.replace("WARN=0", "")
    unknown = pd.DataFrame({"item_id": [f"n{n}" for n in range(66)], "vector": [[1.0]] * 66})
    unknown.to_parquet(shop.folder / "unknown.parquet")
    run = shop.dbt(*words, **IN_SQL | {"item_vectors_input": str(shop.folder / "unknown.parquet")})
    assert "Got 10 results, configured to warn if > 5" in run.output


def test_segments_can_be_made_of_vectors_too(shops):
    options = {"segment_vectors": "spectral"}
    words = ("build", "--select", "+int_feature_matrix", "matrix_is_complete")
    built, refused = together(
        (shops["sql"], words, ON | options), (shops["sql"], words[:3], options)
    )
    assert built.code == 0, built.output[-6000:]
    assert refused.code != 0
    assert "'segment_vectors' is 'spectral', but there are no such vectors" in refused.output
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


NETWORKS = ON | {
    "vector_encoders": ["gru"], "network_max_epochs": 1,
    "segments_enabled": False, "recommendations_enabled": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def networks(tmp_path_factory, small_demo) -> Shop:
    """One tenth of the demo shop with a network; the test of what it published comes along."""
    pytest.importorskip("torch")
    shop = Shop(tmp_path_factory.mktemp("networks")).write(**small_demo)
    shop.build(*WITHOUT_TESTS, "--resource-type", "test", **NETWORKS)
    return shop


def test_networks_know_what_was_touched(networks):
    (untouched,) = rows(
        networks,
        "select count(*) from kindred.item_vectors where item_id not in ("
        " select item_id from kindred_behavior.int_events"
        " where item_id is not null and event_weight > 0)",
    )
    assert untouched == (0,)
    cuts = "select distinct cut from kindred_vectors.int_vectors where encoder = 'gru'"
    assert rows(networks, cuts) == [("release",)]


def test_networks_are_used_again(networks, shop, small_demo):
    query = "select item_id, version, vector from kindred.item_vectors order by item_id"
    users = "from kindred.user_vectors order by user_id"
    before = networks.rows(query), networks.rows(users)
    words = ("build", *WITHOUT_TESTS, "--resource-type", "test")
    # another network_events_count is the next training's: these vectors are of the stored one
    options = NETWORKS | {"retrain_networks": False, "network_events_count": 2}
    newcomer = shop.write(**small_demo)
    again, refused = together((networks, words, options), (newcomer, words, options))
    assert again.code == 0, again.output
    assert "epoch" not in again.output
    assert (networks.rows(query), networks.rows(users)) == before
    assert "no published release with networks" in sentence(refused)
    assert {name for name, _ in tables_of(newcomer)} <= FIRST


def test_stored_networks_of_another_dimension_are_refused(networks, tmp_path):
    shop = networks.copy(tmp_path / "shop")
    before = tables_of(shop)
    options = NETWORKS | {"retrain_networks": False, "vector_dimension": 12}
    answer = sentence(shop.dbt("build", *WITHOUT_TESTS, **options))
    assert "'vector_dimension' is 12, but the last release's network 'gru' has 8" in answer
    assert {name for name, _ in tables_of(shop) - before} <= FIRST


def test_without_pytorch_nothing_is_replaced(shop, small_demo, tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise ImportError('not here')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    run = shop.write(**small_demo).typed_dbt("build", *WITHOUT_TESTS, **NETWORKS)
    assert sentence(run).endswith("install it with `pip install kindred[deep]`.")
    assert {name for name, _ in tables_of(shop)} <= FIRST


def tables_of(shop: Shop) -> set[tuple]:
    """Name and number of every table in the working file; one that is replaced has another."""
    return set(rows(shop, "select table_name, table_oid from duckdb_tables()"))


def test_what_networks_cannot_do_is_said_as_a_run_begins(shop, small_demo):
    """A catalogue beyond the memory, by as much as training counts; a network that recommends and
    is not trained."""
    items, width = small_demo["items"]["item_id"].nunique(), Options(width=1024)
    by_item = memory_bytes(1_000_001, width) - memory_bytes(1_000_000, width)
    recommends = {"recommendations_enabled": True, "recommenders": ["linear", "gru"]}
    first = ("run", "--select", "py_installation")
    check = ("run-operation", "check_variables_together")
    calls = [
        (first, {"network_max_memory_gib": 0.99 * by_item * items / 2**30}),
        (first, {"network_max_memory_gib": 1.01 * by_item * items / 2**30}),
        (check, recommends | {"retrain_networks": False}),
        (check, recommends),
    ]
    shop.write(**small_demo)
    wide = NETWORKS | {"vector_dimension": 1024}
    runs = together(*((shop, words, wide | options) for words, options in calls))
    assert f"network for the {items} items of the input 'items' needs" in sentence(runs[0])
    assert "'recommenders' names gru and 'retrain_networks' is false" in sentence(runs[2])
    assert "network_max_memory_gib" not in runs[1].output
    assert runs[3].code == 0, runs[3].output
