"""Builds whole shops, Kindred beside the notebook a user would write, and says where the time goes.

Online Retail II is read from the folder that KINDRED_TEST_DATA (or --data) names; without it that
part is skipped. The generated shop is written once, below target/.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from dbt_steps import step_rows
from measuring import keep_to_cores, print_rows, run_measured, write_rows

PROJECT = Path(__file__).parents[1]
SCRATCH = PROJECT / "target" / "bench"
EXAMPLE = PROJECT / "examples" / "online_retail"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Shop:
    """A dbt project on one shop's data, and how the notebook is told of the same data."""

    name: str
    project: Path
    data: Path
    variables: dict = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return SCRATCH / self.name

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ONLINE_RETAIL_DATA": str(self.data),
            "KINDRED_WAREHOUSE": str(self.folder / "kindred.duckdb"),
            "KINDRED_PUBLISHED": str(self.folder / "published.duckdb"),
            "DBT_TARGET_PATH": str(self.folder / "dbt"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_USE_COLORS": "false",
        }

    def dbt(self, *words: str) -> list[str]:
        return [str(BIN / "dbt"), *words, "--vars", json.dumps(self.variables)]


def online_retail(data: Path | None) -> Shop | None:
    """The real shop through its example project, or None, with a line, where the file is absent."""
    folder = data / "online_retail_ii" if data else None
    if folder is None or not (folder / "online_retail_ii.parquet").exists():
        print(
            "online_retail_ii skipped: KINDRED_TEST_DATA (or --data) must name a folder with"
            " online_retail_ii/online_retail_ii.parquet; examples/online_retail says where it is"
            " from."
        )
        return None
    return Shop("online_retail_ii", EXAMPLE, folder.resolve())


def generated(events_count: int, users_count: int, items_count: int) -> Shop:
    """The generated shop of that size, written first if it is not there."""
    folder = SCRATCH / f"shop_{events_count}_{users_count}_{items_count}"
    if not (folder / "users.parquet").exists():
        sizes = {"--events": events_count, "--users": users_count, "--items": items_count}
        words = [str(word) for pair in sizes.items() for word in pair]
        generate = [sys.executable, PROJECT / "benchmarks" / "generate_shop.py", "scale"]
        subprocess.run([*generate, "--out", folder, *words], check=True)
    files = {name: str(folder / f"{name}.parquet") for name in ("events", "items", "users")}
    return Shop(f"generated_{events_count / 1_000_000:g}m", PROJECT, folder, files)


def kindred_rows(shop: Shop) -> list[dict]:
    """`dbt build` into an empty warehouse: the whole, and the rooms that make it up."""
    for file in shop.folder.glob("*.duckdb*"):
        file.unlink()
    if (shop.project / "packages.yml").exists():
        deps = shop.dbt("deps", "--quiet")
        subprocess.run(deps, cwd=shop.project, env=shop.environment, check=True)
    first_parse = run_measured(
        shop.dbt("parse", "--no-partial-parse"),
        shop.project,
        shop.environment,
        shop.folder / "parse.log",
    )
    cost = run_measured(
        shop.dbt("build"), shop.project, shop.environment, shop.folder / "build.log"
    )
    results = json.loads((shop.folder / "dbt" / "run_results.json").read_text())["results"]
    manifest = json.loads((shop.folder / "dbt" / "manifest.json").read_text())
    whole = result_row(shop, "kindred", cost, checksum=published_checksum(shop))
    steps = step_rows(results, manifest["nodes"], cost.started_at, cost.ended_at)
    return [
        whole,
        *({**whole, "cpu_seconds": None, "peak_gib": None, "checksum": None} | s for s in steps),
        result_row(shop, "kindred: dbt parse, once", first_parse, note="not in the whole"),
    ]


def notebook_rows(shop: Shop) -> list[dict]:
    """The script on the same data; seconds are null where it could not go on."""
    log = shop.folder / "notebook.log"
    command = [sys.executable, str(PROJECT / "benchmarks" / "notebook.py"), str(shop.data)]
    cost = run_measured(command, PROJECT, shop.environment, log)
    said = json.loads(log.read_text().splitlines()[-1])
    rows = [result_row(shop, "notebook", cost, said["checksum"], said["note"])]
    if said["note"]:
        rows[0]["seconds"] = None
    for step, seconds in said["steps"].items():
        blank = {"cpu_seconds": None, "peak_gib": None, "checksum": None, "note": None}
        rows.append({**rows[0], "method": f"notebook: {step}", "seconds": seconds, **blank})
    return rows


def result_row(shop: Shop, method: str, cost, checksum=None, note=None) -> dict:
    """One line of the results."""
    return {
        "dataset": shop.name,
        "method": method,
        "seconds": round(cost.seconds, 2),
        "cpu_seconds": round(cost.cpu_seconds, 2),
        "peak_gib": round(cost.peak_gib, 3),
        "checksum": checksum,
        "note": note,
    }


def published_checksum(shop: Shop) -> str:
    """Of every user's segment and list, whatever the order of the rows."""
    import duckdb

    with duckdb.connect(str(shop.folder / "published.duckdb"), read_only=True) as published:
        ((found,),) = published.sql(
            "select cast(sum(md5_number_lower(concat_ws('|', user_id, segment_id, rank, item_id,"
            " score)) % 1000000007) as varchar) from kindred.user_recommendations"
            " join kindred.user_segments using (user_id)"
        ).fetchall()
    return found


def parsed_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    default_data = os.environ.get("KINDRED_TEST_DATA")
    parser.add_argument("--data", type=Path, default=default_data and Path(default_data))
    parser.add_argument("--only", choices=["online_retail", "generated"])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--cores", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Measures, writes, prints."""
    arguments = parsed_arguments()
    keep_to_cores(arguments.cores)
    shops = []
    if arguments.only != "generated":
        shops.append(online_retail(arguments.data))
    if arguments.only != "online_retail":
        shops.append(generated(arguments.events, arguments.users, arguments.items))
    rows = [
        row
        for shop in shops
        if shop
        for rows in (kindred_rows, notebook_rows)
        for row in rows(shop)
    ]
    if rows:
        print_rows(rows)
        print(f"Written to {write_rows('build', rows)}")


if __name__ == "__main__":
    main()
