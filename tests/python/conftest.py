"""A shop on disk and the dbt commands on it."""

from __future__ import annotations

import atexit
import fcntl
import functools
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

PROJECT = Path(__file__).parents[2]
DEMO = PROJECT / "seeds" / "demo_shop"
INPUTS = ("events", "items", "users", "reviews")
FILES = (*INPUTS, "texts", "item_vectors_input")  # variables that may name one
DEFAULTS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["kindred"]


# Modules by how long they take, the longest first: the last one begun is the one that all wait for.
LONGEST = (
    "test_examples",
    "test_segment_history",
    "test_configuration",
    "test_edges",
    "test_release",
    "test_recommendation_room",
    "test_reranker_room",
    "test_customer_value",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hand out the longest modules first."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@dataclass(frozen=True)
class Run:
    """What a dbt command left behind: its exit code and all it printed, colours off."""

    code: int
    output: str


class Shop:
    """A folder with inputs, a working file and a published file of its own."""

    def __init__(self, folder: Path, project: Path = PROJECT):
        self.folder, self.project, self.vars = folder, project, {}
        self.warehouse = folder / "working.duckdb"
        self.published = folder / "published.duckdb"
        self.unit_tested = False
        self.leaves_artifacts = False
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, suffix: str = "parquet", **frames: pd.DataFrame) -> Shop:
        """Put the frames beside the warehouse as the inputs of the next run."""
        for name, frame in frames.items():
            path = self.folder / f"{name}.{suffix}"
            if suffix in ("csv", "csv.gz"):
                frame.to_csv(path, index=False)
            else:
                frame.to_parquet(path, index=False)
            self.vars[name] = str(path)
        return self

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables that keep this shop's files apart."""
        return {
            "KINDRED_WAREHOUSE": str(self.warehouse),
            "KINDRED_PUBLISHED": str(self.published),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_USE_COLORS": "false",
            # they test the text of the models: once is enough, on the demo shop
            "DBT_EXCLUDE_RESOURCE_TYPES": "" if self.unit_tested else "unit_test",
            # manifest.json alone costs more than a wrong value's answer; few tests read it
            "DBT_WRITE_JSON": str(self.leaves_artifacts),
            # a process of dbt that is shared knows nothing else of a test's environment
            **{key: word for key, word in os.environ.items() if key.startswith("KINDRED_LLM_")},
        }

    def command(self, *words: str, **variables) -> list[str]:
        """The words of a dbt command on this shop; variables go behind --vars."""
        values = yaml.safe_dump({**self.vars, **variables})
        return ["dbt", *words, "--project-dir", str(self.project), "--vars", values]

    def dbt(self, *words: str, **variables) -> Run:
        """Run dbt to its end, in the process that all commands of this worker share."""
        return together((self, words, variables))[0]

    def typed_dbt(self, *words: str, cwd: Path | None = None, **variables) -> Run:
        """Run dbt in a process of its own, as a user types it, from any folder."""
        done = subprocess.run(
            self.command(*words, **variables),
            env={**os.environ, **self.settings},
            cwd=cwd or self.project,
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def parsed(self, variables: dict) -> str | None:
        """What tells how the project is parsed: its variables, but for what makes no difference.

        Which file an input is, or that it is none; the moment of the release; what is the default.
        """
        if self.project != PROJECT:
            return None  # a test may have changed the project itself
        values = {
            name: "a file" if name in FILES and "/" in str(value) else value
            for name, value in {**self.vars, **variables}.items()
        }
        indifferent = {**DEFAULTS, **dict.fromkeys(INPUTS, "a file")}
        told = {
            name: value
            for name, value in values.items()
            if name != "as_of" and (name not in indifferent or value != indifferent[name])
        }
        return json.dumps(told, sort_keys=True, default=str)

    def build(self, *words: str, **variables) -> Run:
        """`dbt build` that must succeed."""
        run = self.dbt("build", *words, **variables)
        assert run.code == 0, run.output[-6000:]
        return run

    def copy(self, folder: Path) -> Shop:
        """The same inputs, with a working and a published file that may be changed."""
        shutil.copytree(self.folder, folder, symlinks=True)  # a package is a link to the project
        shop = Shop(folder, self.project)
        shop.vars = dict(self.vars)
        return shop

    def rows(self, sql: str, file: Path | None = None) -> list[tuple]:
        """The rows of a query on the published (or another) file."""
        with duckdb.connect(str(file or self.published), read_only=True) as connection:
            return connection.sql(sql).fetchall()

    def tables(self) -> dict[str, list[tuple]]:
        """Every published table but `releases`, its rows in a fixed order."""
        names = self.rows(
            "select table_name from duckdb_tables() where schema_name = 'kindred'"
            " and table_name != 'releases' order by table_name"
        )
        return {name: self.rows(f"from kindred.{name} order by all") for (name,) in names}


def sentence(run) -> str:
    """The one sentence of the answer; dbt's own lines say no more than where it was asked."""
    assert run.code != 0, run.output
    found = re.findall(r"Kindred: (.*)", run.output)
    assert found, run.output
    assert len(set(found)) == 1
    assert found[0].endswith(".")
    assert "Traceback" not in run.output
    return found[0]


@functools.cache
def dbt_process() -> subprocess.Popen:
    """The process of dbt_commands.py, which ends when this one does."""
    # dbt looks for secrets in the whole environment at each line of its log: a small one is faster
    names = ("PATH", "PYTHONPATH", "HOME", "LANG", "TZ", "TMPDIR")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("dbt_commands.py"))],
        env={name: os.environ[name] for name in names if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def together(*calls: tuple[Shop, Sequence[str], dict]) -> list[Run]:
    """Run dbt commands (shop, words, variables) that share a parsing, as dbt_commands.py tells."""
    asked = [
        {
            "words": shop.command(*words, **variables)[1:],
            "folder": str(shop.project),
            "environment": shop.settings,
            "parsed": shop.parsed(variables),
        }
        for shop, words, variables in calls
    ]
    process = dbt_process()
    print(json.dumps(asked), file=process.stdin, flush=True)
    answers = process.stdout.readline()
    assert answers, "dbt ended"
    return [Run(**answer) for answer in json.loads(answers)]


def package_shop(folder: Path, files: dict[str, str], **variables) -> Shop:
    """A dbt project of a shop's own that installs Kindred, with more files by their path in it.

    The variables stand under `vars: kindred:` in its dbt_project.yml.
    """
    settings = {
        "name": "my_shop",
        "version": "1.0",
        "profile": "my_shop",
        "flags": {"send_anonymous_usage_stats": False},
        "vars": {"kindred": variables},
    }
    path = "{{ env_var('KINDRED_WAREHOUSE') }}"
    output = {"type": "duckdb", "path": path, "schema": "shop", "settings": {"TimeZone": "UTC"}}
    profile = {"my_shop": {"target": "duckdb", "outputs": {"duckdb": output}}}
    files = {
        "dbt_project.yml": yaml.safe_dump(settings),
        "packages.yml": yaml.safe_dump({"packages": [{"local": str(PROJECT)}]}),
        "profiles.yml": yaml.safe_dump(profile),
        **files,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shop = Shop(folder, project=folder)
    assert shop.dbt("deps").code == 0
    return shop


def demo(name: str) -> pd.DataFrame:
    """An input of the demo shop."""
    return pd.read_parquet(DEMO / f"{name}.parquet")


def from_benchmarks(name: str):
    """A module of benchmarks/, which is no package."""
    sys.path.insert(0, str(PROJECT / "benchmarks"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


def built_once(factory: pytest.TempPathFactory, name: str, words=(), **inputs) -> Shop:
    """A shop to be read by all workers, built by the first to ask while the others wait."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    folder = factory.getbasetemp().parent if is_worker else factory.getbasetemp()
    shop = Shop(folder / name)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if shop.published.exists():
            shop.vars = {name: str(shop.folder / f"{name}.parquet") for name in inputs}
        else:
            shop.unit_tested = not inputs
            shop.leaves_artifacts = True
            shop.write(**inputs).build(*words)
    return shop


@pytest.fixture
def shop(tmp_path) -> Shop:
    return Shop(tmp_path / "shop")


@pytest.fixture(scope="session")
def small_demo() -> dict[str, pd.DataFrame]:
    """The demo shop with every tenth user (and its visitors), bad rows and all."""
    events = demo("events")
    actor = events["user_id"].fillna(events["visitor_id"]).fillna("")
    keep = actor.str.extract(r"(\d)$")[0].isin(["3"]) | ~actor.str.contains(r"\d$")
    return {"events": events[keep].reset_index(drop=True)} | {
        name: demo(name) for name in INPUTS[1:]
    }


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory, small_demo) -> Shop:
    """The small demo shop, built by one thread; other builds of it are compared with this one."""
    return built_once(tmp_path_factory, "small_shop", ["--threads", "1"], **small_demo)


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory) -> Shop:
    """The demo shop with the unit tests of the models."""
    return built_once(tmp_path_factory, "demo_shop")
