"""The demo shop builds, and every data test and unit test of the models passes on it."""

import json
import os
from collections import Counter

import duckdb


def test_everything_passes(demo_shop):
    written = json.loads((demo_shop.folder / "target" / "run_results.json").read_text())
    outcomes = Counter(
        (result["unique_id"].split(".")[0], result["status"]) for result in written["results"]
    )
    assert set(outcomes) == {
        ("seed", "success"),
        ("model", "success"),
        ("test", "pass"),
        ("unit_test", "pass"),
        ("operation", "success"),
    }


def test_engine_is_the_one_to_be_tested(demo_shop):
    expected = os.environ.get("KINDRED_TEST_DUCKDB", duckdb.__version__)
    assert demo_shop.rows("select duckdb_version from kindred.releases") == [(expected,)]
