"""Run several dbt commands in one process: `python dbt_commands.py < calls.json`.

Each call has the words behind `dbt` and the environment it needs. The project is parsed once, by
the first call; so what parsing bakes in (refs to an input that is a model, `meta`) is the first
call's. What macros ask of `var()` while they run is each call's own.
"""

from __future__ import annotations

import json
import os
import sys

from dbt.cli.main import dbtRunner


def run(calls: list[dict]) -> list[dict]:
    """For each call its exit code and the lines it printed."""
    manifest, answers = None, []
    for call in calls:
        os.environ.update(call["environment"])
        printed = []
        runner = dbtRunner(manifest, callbacks=[lambda event, to=printed: keep(event, to)])
        if manifest is None:
            manifest = runner.invoke(["parse", *call["words"][-4:]]).result
            runner = dbtRunner(manifest, callbacks=runner.callbacks)
        result = runner.invoke(call["words"])
        if result.exception:
            printed.append(str(result.exception))
        answers.append({"code": 0 if result.success else 1, "output": "\n".join(printed)})
    return answers


def keep(event, printed: list[str]) -> None:
    """Put aside what dbt prints by default, not what it only logs."""
    if event.info.level in ("info", "warn", "error"):
        printed.append(event.info.msg)


if __name__ == "__main__":
    sys.stdout, answers_to = sys.stderr, sys.stdout
    json.dump(run(json.load(sys.stdin)), answers_to)
