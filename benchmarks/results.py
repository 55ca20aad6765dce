"""Where measurements are kept: one JSON object a line, one line for each key."""

from __future__ import annotations

import json
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def write_results(path: Path, rows: list[dict], key: tuple[str, ...]) -> None:
    """Put the rows into the file, in place of those with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    new_keys = {tuple(row.get(name) for name in key) for row in rows}
    kept = [row for row in old if tuple(row.get(name) for name in key) not in new_keys]
    path.write_text("".join(json.dumps(row) + "\n" for row in kept + rows))
    print(f"{path}: {len(rows)} rows")
