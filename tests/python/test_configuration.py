"""A wrong configuration is answered in one plain sentence, before anything of ours is replaced."""

from __future__ import annotations

import datetime as dt
import json

import duckdb
import pandas as pd
import pytest
import yaml
from conftest import PROJECT, Shop, package_shop, sentence, together

VARIABLES = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["kindred"]
NO_TESTS = ["--resource-type", "model", "--resource-type", "seed"]
FIRST_TABLES = ("py_installation", "int_input_checks")  # a run builds them before any other
EVENTS = pd.DataFrame(
    {
        "user_id": ["u1", "u2", "u1"],
        "event_at": ["2025-03-01 10:00:00", "2025-03-02 11:00:00", "2025-03-03 12:00:00"],
        "event_type": ["view", "purchase", "purchase"],
        "item_id": ["i1", "i1", "i2"],
        "unit_price": ["", "5", "7.50"],
    }
)
ITEMS = pd.DataFrame({"item_id": ["i1", "i2"], "available": ["yes", "no"]})


def vectors(*values) -> pd.DataFrame:
    """A shop's own vectors of i0, i1, and so on."""
    return pd.DataFrame({"item_id": [f"i{n}" for n in range(len(values))], "vector": values})


# What is wrong with an input: the file beside the warehouse, what is in it, what the answer says.
FILES = {
    "no_file": ("events", "nowhere.csv", None, ["there is no such file", ".parquet, .csv"]),
    "no_match": ("events", "nowhere/*.parquet", None, ["there is no such file"]),
    "zero_bytes_csv": ("events", "zero.csv", "", ["zero bytes", "header"]),
    "zero_bytes_parquet": ("events", "zero.parquet", "", ["zero bytes"]),
    "no_moment": (
        "events",
        "no_moment.csv",
        EVENTS.drop(columns="event_at"),
        ["no column 'event_at'", "found are user_id, event_type, item_id", "allowed are"],
    ),
    "nobody": (
        "events",
        "nobody.csv",
        EVENTS.drop(columns="user_id"),
        ["no column 'user_id' or 'visitor_id'"],
    ),
    "no_type": (
        "events",
        "no_type.csv",
        EVENTS.drop(columns="event_type"),
        ["no column 'event_type'"],
    ),
    "no_item_id": ("items", "no_id.csv", ITEMS.drop(columns="item_id"), ["no column 'item_id'"]),
    "wrong_moment": (
        "events",
        "wrong_moment.csv",
        EVENTS.assign(event_at="last week"),
        ["'event_at'", "timestamp", "'last week'"],
    ),
    "wrong_price": (
        "events",
        "wrong_price.csv",
        EVENTS.assign(unit_price="cheap"),
        ["'unit_price'", "decimal", "'cheap'"],
    ),
    "wrong_switch": (
        "items",
        "wrong_switch.csv",
        ITEMS.assign(available="perhaps"),
        ["'available'", "boolean", "'perhaps'"],
    ),
    "another_kind": ("events", "x.json", "[]", ["x.json is of another kind", ".parquet, .csv"]),
    "cut_off": ("events", "cut_off.parquet", "PAR1 and no more", ["no whole Parquet file"]),
    "twice": ("events", "twice.csv", "user_id,event_at,USER_ID\n", ["'user_id' twice"]),
    "no_header": ("users", "no_header.csv", "greta@example.com,DE\n", ["found are column 1, de"]),
    "no_vector": (
        "item_vectors_input",
        "no_vector.csv",
        vectors([1.0], [2.0]).rename(columns={"vector": "image"}),
        ["no column 'vector'", "found are item_id, image; allowed are item_id, vector, encoder"],
    ),
    "vector_of_text": (
        "item_vectors_input",
        "vector_of_text.csv",
        vectors("red", "blue"),
        ["'vector'", "numbers", "'blue'"],
    ),
    "vector_is_a_number": (
        "item_vectors_input",
        "vector_is_a_number.parquet",
        vectors(1.0, 2.0),
        ["'vector'", "numbers", "'1.0'"],
    ),
    "vector_unread": (
        "item_vectors_input",
        "vector_unread.csv",
        vectors([1.0, 2.0], "red", None),
        ["1 rows have a vector that is no list of numbers", "'i1'"],
    ),
    "vector_with_text": (
        "item_vectors_input",
        "vector_with_text.csv",
        vectors([1.0, 2.0], "[1, red]"),
        ["1 rows have a vector with a number that is missing", "'i1'"],
    ),
    "vector_with_null": (
        "item_vectors_input",
        "vector_with_null.parquet",
        vectors([1.0, 2.0], [None, 2.0]),
        ["1 rows have a vector with a number that is missing", "'i1'"],
    ),
    "vector_not_finite": (
        "item_vectors_input",
        "vector_not_finite.parquet",
        vectors([float("nan"), 2.0], [1.0, float("inf")], [1e39, 1.0], [1.0, -1.0]),
        ["3 rows have a vector with a number that is missing, not finite or too large", "'i0'"],
    ),
    "vectors_of_two_lengths": (
        "item_vectors_input",
        "vectors_of_two_lengths.parquet",
        vectors([1.0, 2.0], [1.0], [3.0, 4.0], []),
        ["2 rows have a vector of another length", "'i1'"],
    ),
    "two_vectors_of_an_item": (
        "item_vectors_input",
        "two_vectors_of_an_item.parquet",
        pd.concat([vectors([1.0, 2.0], [2.0, 3.0], None), vectors([1.0, 2.0])]),
        ["2 rows have a vector besides another of the same item", "'i0'"],
    ),
    "two_vectors_of_an_encoder": (
        "item_vectors_input",
        "two_vectors_of_an_encoder.parquet",
        pd.concat([vectors([n]).assign(encoder=name) for n, name in enumerate("abab")]),
        ["4 rows have a vector besides another of the same item", "'i0'"],
    ),
    "lengths_of_an_encoder": (
        "item_vectors_input",
        "lengths_of_an_encoder.csv",
        vectors([1.0], [2.0], [3.0, 4.0], [5.0, 6.0], [7.0]).assign(encoder=[*"aabbb"]),
        ["1 rows have a vector of another length", "'i4'"],
    ),
    "encoder_of_kindreds": (
        "item_vectors_input",
        "encoder_of_kindreds.csv",
        vectors([1.0], [2.0]).assign(encoder=["image", "text"]),
        ["1 rows have a vector of an encoder whose name is Kindred's own", "'i1'"],
    ),
    "encoder_of_no_name": (
        "item_vectors_input",
        "encoder_of_no_name.csv",
        vectors([1.0], [2.0]).assign(encoder=["image", "it's"]),
        ["1 rows have a vector of an encoder whose name", "'i1'"],
    ),
    "no_vectors": ("item_vectors_input", "nowhere.parquet", None, ["there is no such file"]),
    "no_table": ("events", None, "working.raw.nothing", ["there is no such table"]),
}

# Just outside of what docs/configuration.md allows, or of the wrong kind.
VALUES = {
    "as_of": ("31.12.2025", ["date such as"]),
    "as_of_min_events": (0, ["whole number of at least 1"]),
    "shop_time_zone": ("Berlin", ["time zone"]),
    "segment_visitors": ("yes", ["true or false"]),
    "bot_max_events_per_day": (2.5, ["whole number"]),
    "session_gap_minutes": (0.5, ["at least 1"]),
    "recency_half_life_days": (0, ["number of at least"]),
    "repeat_saturation_events": (0, ["number of at least"]),
    "discount_min_share": (1.1, ["at most 1"]),
    "taste_categories_count": (1001, ["at most 1000"]),
    "indicator_min_null_share": (float("nan"), ["a number of at least 0"]),
    "segments_count": ("many", ["must be auto or a whole number of at least 1"]),
    "segments_count_min": (11, ["'segments_count_min' is 11 and 'segments_count_max' is 10"]),
    "random_seed": (4294967296, ["at most 4294967295"]),
    "similarity_engine": ("rust", ["one of python, numba, sparse_dot_topn, sql"]),
    "item_neighbors_count": (0, ["at least 1"]),
    "min_similarity": (-0.1, ["at least 0"]),
    "user_similarity_max_item_share": (float("nan"), ["at least 0"]),
    "candidates_count": (10001, ["at most 10000"]),
    "recommendations_count": (True, ["whole number"]),
    "item_cosine_power": (float("inf"), ["a number"]),
    "recommenders": (["item_cosine", "oracle"], ["a list of some of item_cosine, user_cosine"]),
    "evaluation_list_lengths": ([5, 0], ["different whole numbers of at least 1"]),
    "item_cosine_weighting": ("pearson", ["neither 'events' nor 'reviews' has a column 'rating'"]),
    "blend_weights": ({"popular": 1}, ["'blend_weights' names popular"]),
    "rating_max": (1, ["'rating_min' is 1 and 'rating_max' is 1"]),
    "own_encoders": (["image", "blend"], ["different names of small letters", "none of them"]),
    "segment_count": (5, ["'segment_count'", "segments_count"]),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Shop:
    """A sound shop, with the wrong files beside it."""
    shop = Shop(tmp_path_factory.mktemp("configuration")).write("csv", events=EVENTS)
    for _, file, content, _ in FILES.values():
        if isinstance(content, pd.DataFrame):
            write = content.to_parquet if file.endswith(".parquet") else content.to_csv
            write(shop.folder / file, index=False)
        elif file and content is not None:
            (shop.folder / file).write_text(content)
    return shop


def wrong_list(name: str) -> list[str]:
    """A list that no var takes; of names, a list with a capital."""
    return ["A" if name == "own_encoders" else "a", "list"]


@pytest.fixture(scope="module")
def wrong(shop) -> dict[str, dict]:
    """By the name of a case, the variables that are wrong."""
    files = {
        case: {input_name: str(shop.folder / file) if file else content}
        | ({"vectors_enabled": True} if input_name == "item_vectors_input" else {})
        for case, (input_name, file, content, _) in FILES.items()
    }
    values = {name: {name: value} for name, (value, _) in VALUES.items()}
    vectors([1.0]).assign(encoder="image").to_csv(shop.folder / "images.csv", index=False)
    values["segments_of_no_vectors"] = {"vectors_enabled": True, "segment_vectors": "mapped"} | {
        "item_vectors_input": str(shop.folder / "images.csv")
    }
    values["recommending_no_vectors"] = values["segments_of_no_vectors"] | {
        "segment_vectors": "image",
        "recommenders": ["item_cosine", "sound"],
        "own_encoders": ["image", "sound"],
    }
    values["own_encoders_in_one_word"] = {"own_encoders": "image"}
    values["recommending_no_texts"] = {"recommenders": ["item_cosine", "text"]}
    values["no_moment_in_time"] = {"as_of": "infinity"}
    values["no_table_of_a_source"] = {"events": "source:raw"}
    values["no_ratings_to_foretell"] = {"recommenders": ["popular", "rating_prediction"]}
    values["ratings_in_sql"] = {"user_cosine_weighting": "pearson", "similarity_engine": "sql"}
    kinds = {f"{name}_of_wrong_kind": {name: wrong_list(name)} for name in VARIABLES}
    return files | values | kinds


@pytest.fixture(scope="module")
def answers(shop, wrong) -> dict:
    """What each case was answered; the last one, of a shop of its own, is right."""
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.execute("create schema kindred_staging")
        for table in FIRST_TABLES:
            connection.execute(f"create table kindred_staging.{table} as select 'as it was' as was")
    calls = [(shop, ["run", "--select", *FIRST_TABLES], variables) for variables in wrong.values()]
    dated = Shop(shop.folder / "dated").write("csv", events=EVENTS)
    words = [
        "build",
        "--select",
        "+int_as_of",
        "--resource-type",
        "model",
        "--resource-type",
        "seed",
    ]
    runs = together(*calls, (dated, words, {"as_of": dt.date(2025, 3, 2)}))
    return dict(zip([*wrong, "dated"], runs, strict=True))


@pytest.mark.parametrize("case", FILES)
def test_wrong_input(answers, wrong, case):
    input_name, _, _, fragments = FILES[case]
    answer = sentence(answers[case])
    assert f"'{input_name}'" in answer
    for fragment in [*fragments, wrong[case][input_name]]:
        assert fragment in answer


@pytest.mark.parametrize("name", VALUES)
def test_wrong_value(answers, name):
    value, fragments = VALUES[name]
    answer = sentence(answers[name])
    assert f"'{name}'" in answer
    for fragment in fragments:
        assert fragment in answer
    if isinstance(value, str | int) and name in VARIABLES:
        assert str(value).lower() in answer.lower()


def test_values_that_look_right(answers):
    assert '"infinity", but must be a date such as' in sentence(answers["no_moment_in_time"])
    assert '"source:raw", but must be text: a file' in sentence(answers["no_table_of_a_source"])
    answer = sentence(answers["segments_of_no_vectors"])
    assert "'segment_vectors' names mapped, but in the input 'item_vectors_input'" in answer
    assert "its column 'encoder' must say so, or be empty." in answer
    answer = sentence(answers["own_encoders_in_one_word"])
    assert "'own_encoders' is \"image\", but must be a list of different names" in answer
    assert "names text, but there are no such" in sentence(answers["recommending_no_texts"])
    answer = sentence(answers["recommending_no_vectors"])
    assert "'recommenders' names sound, but in the input 'item_vectors_input'" in answer
    assert "its column 'encoder' must say so." in answer


def test_what_learns_from_ratings_where_it_cannot(answers):
    answer = sentence(answers["no_ratings_to_foretell"])
    assert answer.startswith("'recommenders' names rating_prediction, which learns from ratings")
    answer = sentence(answers["ratings_in_sql"])
    assert "'user_cosine_weighting' is pearson, which 'similarity_engine' sql cannot do" in answer


@pytest.mark.parametrize("name", VARIABLES)
def test_wrong_kind_of_value(answers, name):
    answer = sentence(answers[f"{name}_of_wrong_kind"])
    assert f"'{name}' is {json.dumps(wrong_list(name))}, but must be" in answer


def test_nothing_was_replaced(answers, shop):
    assert answers
    for table in FIRST_TABLES:
        assert shop.rows(f"from kindred_staging.{table}", shop.warehouse) == [("as it was",)]


def test_date_as_yaml_reads_it(answers, shop):
    assert answers["dated"].code == 0, answers["dated"].output
    ends = "select as_of::varchar from kindred_staging.int_as_of"
    assert shop.rows(ends, shop.folder / "dated" / "working.duckdb") == [("2025-03-03 00:00:00",)]


def test_package(tmp_path):
    """Under `vars: kindred:` of the shop's own project; inputs that are models; the exit code."""
    files = {
        "models/timeless.sql": "select 'u1' as user_id, 'view' as event_type, 'i1' as item_id",
        "models/orders.sql": "select 1 as one",
    }
    shop = package_shop(tmp_path / "unknown", files, events="timeless", segment_count=4)
    run = shop.typed_dbt("run", "--select", "int_as_of")
    answer = sentence(run)
    assert "'segment_count'" in answer
    assert "segments_count" in answer
    project = yaml.safe_load((shop.folder / "dbt_project.yml").read_text())
    for variables, fragments in [
        ({}, ["'events' is not set"]),
        ({"events": "timeless"}, ["'events'", "'timeless'", "no column 'event_at'"]),
    ]:
        project["vars"]["kindred"] = variables
        (shop.folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
        answer = sentence(shop.dbt("run", "--select", "+int_as_of"))
        for fragment in fragments:
            assert fragment in answer
    names = "select table_name from duckdb_tables() where schema_name like 'shop_kindred%'"
    assert ("int_as_of",) not in shop.rows(names, shop.warehouse)


SEED_HEADER = "source_event_type,event_type,event_weight,needs_item\n"
# What is wrong with a shop's own seed event_types, and what the answer says.
SEEDS = {
    SEED_HEADER + "view,view,1,true\nKauf,buy,5,false\n": [
        "'Kauf'",
        "'buy'",
        "one of view, search",
    ],
    SEED_HEADER + "Kauf,purchase,5,false\nKAUF,purchase,5,false\n": ["'KAUF' 2 times"],
    SEED_HEADER + "Kauf,purchase,-5,false\n": ["'Kauf'", "'-5'", "a number of at least 0"],
    SEED_HEADER + "Kauf,purchase,viel,false\n": ["'viel'", "a number of at least 0"],
    SEED_HEADER + "Kauf,purchase,5,maybe\n": ["'maybe'", "true or false"],
    "source_event_type,event_type,event_weight\nKauf,purchase,5\n": ["no column 'needs_item'"],
}


def test_event_types_of_a_shop(tmp_path):
    """Read before dbt loads them; new ones are no riddle to a project that was built before."""
    shop = package_shop(tmp_path / "shop", {}, events=str(tmp_path / "events.csv"))
    EVENTS.to_csv(tmp_path / "events.csv", index=False)
    words = ["run", "--select", "py_installation"]
    assert shop.typed_dbt(*words).code == 0
    seed = shop.folder / "seeds" / "event_types.csv"
    seed.parent.mkdir()
    seed.write_text(SEED_HEADER + "Kauf,purchase,5,false\n", encoding="utf-8")
    assert "--no-partial-parse" in sentence(shop.typed_dbt(*words))
    assert shop.typed_dbt(*words, "--no-partial-parse").code == 0
    for text, fragments in SEEDS.items():
        seed.write_text(text, encoding="utf-8")
        answer = sentence(shop.dbt(*words))
        for fragment in ["'event_types'", *fragments]:
            assert fragment in answer
