"""What a command costs, and where measurements are written."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Cost:
    """Of one process: moments in seconds since the epoch, CPU seconds, and peak memory in GiB."""

    started_at: float
    ended_at: float
    cpu_seconds: float
    peak_gib: float

    @property
    def seconds(self) -> float:
        return self.ended_at - self.started_at


def run_measured(command: list[str], folder: Path, environment: dict, log: Path) -> Cost:
    """Run a command to its end, output into `log`.

    Raises RuntimeError with the end of the log when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started_at = time.time()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        ended_at = time.time()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text()[-4000:]}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Cost(started_at, ended_at, cpu_seconds, usage.ru_maxrss / 2**20)


def keep_to_cores(count: int) -> None:
    """Let this process and its children use so many cores, where the system offers it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def write_rows(benchmark: str, rows: list[dict]) -> Path:
    """One JSON line a row; rows of other datasets, from an earlier run, stay."""
    path = RESULTS / f"{benchmark}.jsonl"
    measured = {row["dataset"] for row in rows}
    lines = path.read_text().splitlines() if path.exists() else []
    kept = [line for line in lines if json.loads(line)["dataset"] not in measured]
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in [*kept, *map(json.dumps, rows)]))
    return path


def print_rows(rows: list[dict]) -> None:
    """The rows as a table; what was not measured is a dash, and its note says why."""
    header = ("dataset", "method", "seconds", "cpu_seconds", "peak_gib", "checksum")
    cells = [header] + [tuple(_text(row[name]) for name in header) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(header))]
    for line, row in zip(cells, [{}, *rows], strict=True):
        text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(f"{text}  {row.get('note') or ''}".rstrip())


def _text(value) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
