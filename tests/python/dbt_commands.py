"""Run several dbt commands in one process: `python dbt_commands.py < calls.json`.

Each call has the words behind `dbt` and the environment it needs. The project is parsed once, by
the first call; so what parsing bakes in (refs to an input that is a model, `meta`) is the first
call's. What macros ask of `var()` while they run is each call's own.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys

from dbt.cli.main import dbtRunner


def run(calls: list[dict]) -> list[dict]:
    """For each call its exit code and all it printed."""
    manifest, answers = None, []
    for call in calls:
        os.environ.update(call["environment"])
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            if manifest is None:
                manifest = dbtRunner().invoke(["parse", *call["words"][-4:]]).result
            result = dbtRunner(manifest).invoke(call["words"])
            print(result.exception or "")
        answers.append({"code": 0 if result.success else 1, "output": printed.getvalue()})
    return answers


if __name__ == "__main__":
    answers = run(json.load(sys.stdin))
    json.dump(answers, sys.stdout)
