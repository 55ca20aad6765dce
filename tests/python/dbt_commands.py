"""Run dbt commands in one process that lives on: `python dbt_commands.py`, calls by the line.

Starting dbt and parsing the project cost more than building a small shop. A line is a list of
calls, a call the words behind `dbt`, the folder it is typed in and the environment it needs. The
calls of a line share what the first one parsed; so what parsing bakes in (refs to an input that is
a model, `meta`) is the first call's. What macros ask of `var()` while they run is each call's own.
Lines that say the same of what is to be `parsed` share it too; null stands for parsing anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from unittest import mock

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner


def run(calls: list[dict], manifests: dict) -> list[dict]:
    """For each call its exit code and all it printed."""
    parsed = calls[0]["parsed"]
    manifest, answers = manifests.get(parsed), []
    for call in calls:
        os.chdir(call["folder"])
        environment = mock.patch.dict(os.environ, call["environment"])
        with environment, contextlib.redirect_stdout(io.StringIO()) as printed:
            if manifest is None and call["words"][0] != "deps":
                manifest = dbtRunner().invoke(["parse", *call["words"][-4:]]).result
            publish_to(manifest, call["environment"]["KINDRED_PUBLISHED"])
            result = dbtRunner(manifest).invoke(call["words"])
            print(result.exception or "")
        # the file is the reader's now
        DuckDBConnectionManager.close_all_connections()
        answers.append({"code": 0 if result.success else 1, "output": printed.getvalue()})
    if parsed and manifest:
        manifests[parsed] = manifest
    return answers


def publish_to(manifest, path: str) -> None:
    """Each shop has a published file of its own, whose path parsing bakes into `meta`."""
    for node in manifest.nodes.values() if manifest else ():
        if "published_path" in node.config.meta:
            node.config.meta["published_path"] = path


if __name__ == "__main__":
    # what else writes to the standard output must not come between the answers
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    manifests = {}
    for line in sys.stdin:
        replies.write(json.dumps(run(json.loads(line), manifests)) + "\n")
        replies.flush()
