"""Readers see one whole release or the one before it; what does not publish says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from conftest import PROJECT, Shop, package_shop, together

# What a reader of DuckDB 1.4 opens; later versions of storage have higher numbers.
STORAGE_VERSION_OF_1_4 = 67
SMALL = {"segments_enabled": False, "recommendations_enabled": False}
RELEASES = "select max(release_id), count(*) from kindred.releases"
READER = f"""
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.sql("{RELEASES}").fetchall(), flush=True)
"""


def visits() -> pd.DataFrame:
    """Two months of a shop with ten users and eight items."""
    rows = [
        (f"u{user}", f"2025-03-{day:02d} 1{step}:00", kind, f"i{(user * step + day) % 8}", 5 + user)
        for user in range(10)
        for day in range(1 + user % 3, 29, 3)
        for step, kind in enumerate(["view", "cart", "purchase"], start=1)
    ]
    return pd.DataFrame(
        rows, columns=["user_id", "event_at", "event_type", "item_id", "unit_price"]
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Shop:
    """A shop with its first release."""
    shop = Shop(tmp_path_factory.mktemp("released")).write(events=visits())
    shop.build()
    return shop


def test_every_table_and_column_has_its_description(released):
    public = released.rows("select table_name, comment from duckdb_tables()")
    assert len(public) >= 17
    assert [name for name, comment in public if not comment] == []
    columns = released.rows(
        "select table_name, column_name, comment from duckdb_columns()"
        " where schema_name = 'kindred'"
    )
    assert len(columns) > 100
    assert [(table, column) for table, column, comment in columns if not comment] == []
    documented = yaml.safe_load((PROJECT / "models/release/_release.yml").read_text())["models"][0]
    assert dict(public)["releases"].strip() == documented["description"].strip()


def test_old_readers_open_the_file(released):
    """The main header: eight bytes of checksum, the letters DUCK, the version of the storage."""
    header = released.published.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") <= STORAGE_VERSION_OF_1_4


def test_the_row_of_the_release(released):
    counts = (
        "select release_id, as_of::varchar, events_read_count, events_accepted_count,"
        " rows_rejected_count, users_count, items_count, tables_count, duckdb_version"
        " from kindred.releases"
    )
    tables = released.rows("select count(*) - 1 from duckdb_tables()")[0][0]
    read = len(visits())
    expected = (1, "2025-03-29 00:00:00", read, read, 0, 10, 8, tables, duckdb.__version__)
    assert released.rows(counts) == [expected]


@pytest.fixture
def again(released, tmp_path) -> Shop:
    """The same shop in a folder of its own, so that a test may add to its releases."""
    return released.copy(tmp_path / "again")


def start(shop: Shop) -> subprocess.Popen:
    """A build under way, its output in `build.log`; it leads a process group of its own."""
    with (shop.folder / "build.log").open("w") as log:
        return subprocess.Popen(
            shop.command("build", **SMALL),
            env={**os.environ, **shop.settings},
            cwd=shop.project,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def kill_when(build: subprocess.Popen, moment) -> None:
    """Kill it, and whatever it started, as soon as `moment()` holds."""
    while not moment():
        assert build.poll() is None, "it ended by itself"
        time.sleep(0.0005)
    os.killpg(build.pid, signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL


def test_killed_builds_and_an_open_reader(again):
    before = again.published.read_bytes()
    log = again.folder / "build.log"

    kill_when(start(again), lambda: "int_interactions" in log.read_text())
    assert again.published.read_bytes() == before

    kill_when(start(again), lambda: unfinished(again))
    assert again.published.read_bytes() == before
    (again.folder / "published.duckdb.unfinished-1.wal").touch()
    assert len(unfinished(again)) >= 2

    command = [sys.executable, "-c", READER, str(again.published)]
    reader = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert asked(reader) == "[(1, 1)]"
    build = start(again)
    while build.poll() is None:
        assert asked(reader) == "[(1, 1)]"
        time.sleep(0.2)
    assert build.returncode == 0, log.read_text()[-6000:]
    assert asked(reader) == "[(1, 1)]"
    assert again.rows(RELEASES) == [(2, 2)]
    reader.communicate()
    assert unfinished(again) == []


def unfinished(shop: Shop) -> list[Path]:
    return list(shop.folder.glob("published.duckdb.*"))


def asked(reader: subprocess.Popen) -> str:
    reader.stdin.write("\n")
    return reader.stdout.readline().strip()


def test_what_publishes_and_what_says_why_not(tmp_path):
    """A test of the shop's own fails on one of our tables; then it is mended."""
    planted = (
        "select user_id from {{ ref('kindred', 'users') }} where {{ var('is_broken', false) }}"
    )
    shop = package_shop(
        tmp_path / "shop", {"tests/planted.sql": planted}, events="events.parquet", **SMALL
    )
    shop.leaves_artifacts = True  # a retry reads them
    visits().to_parquet(shop.folder / "events.parquet", index=False)
    commands = {
        "documented": (["docs", "generate"], {}),  # before there is any table
        "broken": (["build"], {"is_broken": True}),
        "mended": (["retry"], {"is_broken": False}),
        "no tests": (["run"], {}),
        "part": (["build", "--select", "users"], {}),
        "whole": (["build"], {}),
    }
    # in one process, where dbt does not forget what the command before had selected
    runs = together(*((shop, words, variables) for words, variables in commands.values()))
    runs = dict(zip(commands, runs, strict=True))
    reasons = {
        "broken": "Kindred published nothing: planted failed",
        "mended": "Kindred published nothing: a retry runs only what had failed",
        "no tests": "blocking test(s)",
        "part": "Kindred published nothing: this run left out the release",
    }
    for name, reason in reasons.items():
        assert reason in runs[name].output, runs[name].output[-6000:]
        assert "Published:" not in runs[name].output
    codes = {name: run.code for name, run in runs.items()}
    assert codes.pop("documented") == 0, runs["documented"].output[-6000:]
    assert codes == {"broken": 1, "mended": 0, "no tests": 0, "part": 0, "whole": 0}
    assert f"Published: {shop.published}" in runs["whole"].output
    assert "published nothing" not in runs["whole"].output
    # one of five: the history is in the file itself
    assert shop.rows("select list(release_id) from kindred.releases") == [([1],)]
