"""All-pairs cosine, the 100 nearest of every item: Kindred's kernel beside the libraries.

Every method runs in a process of its own, one after the other, on the same interactions; counts of
pairs and sums of similarities must agree. Prints a table with the ratio to the fastest library and
the share of the floor, and writes results/similarity.jsonl.

The floor: one addition for each of the Σ n_u² multiply-adds, and one look at each sum that can be
above zero. Both constants are measured in the same run, on the data's own lists, with the additions
of all users in one go and nothing else done.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import interactions
import numpy as np

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "similarity.jsonl"
LIBRARIES = ("sparse_dot_topn", "implicit", "sp_matmul_rs", "scipy", "lenskit")
SLOW = ("scipy", "lenskit", "sql")  # once a data set: binary, two threads
LARGEST_PAIRS = {"scipy": 15e6, "lenskit": 15e6, "sql": 1e6}
SETTINGS = [("binary", 2), ("weighted", 2), ("binary", 1), ("weighted", 1)]
TIMEOUT_SECONDS = 900


def main() -> None:
    """Measure what the command line names, by default everything; fail where results differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", nargs="+", default=interactions.DATASETS)
    parser.add_argument("--methods", nargs="+", default=("kindred", *LIBRARIES, "sql"))
    parser.add_argument("--settings", nargs="+", help="such as binary-2 (threads)")
    parser.add_argument("--lenskit", default=sys.executable, help="Python with LensKit")
    options = parser.parse_args()
    all_agree = True
    settings = [tuple(s.split("-")) for s in options.settings or []] or SETTINGS
    for dataset in options.datasets:
        if not interactions.is_there(dataset):
            print(f"{dataset} is not there: KINDRED_TEST_DATA names the folder it would be in.")
            continue
        folder = saved(dataset)
        for weighting, threads in settings:
            rows = measured(dataset, folder, weighting, int(threads), options)
            all_agree &= report(rows)
            kept = [row for row in read() if not any(same_run(row, other) for other in rows)]
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text("".join(json.dumps(row) + "\n" for row in kept + rows))
    sys.exit(not all_agree)


def saved(dataset: str) -> Path:
    """The folder with the interactions as arrays."""
    folder = HERE.parent / "target" / "bench" / dataset
    if not (folder / "item.npy").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for side, values in zip(("user", "item"), interactions.pairs(dataset), strict=True):
            np.save(folder / f"{side}.npy", values)
    return folder


def measured(dataset: str, folder: Path, weighting: str, threads: int, options) -> list[dict]:
    """A row for each method that serves here."""
    additions, floor_seconds = floor(folder, weighting, threads)
    rows = []
    for method in options.methods:
        pairs = len(np.load(folder / "item.npy", mmap_mode="r"))
        once = (weighting, threads) == ("binary", 2)
        if method in SLOW and (pairs > LARGEST_PAIRS[method] or not once):
            continue
        python = options.lenskit if method == "lenskit" else sys.executable
        found = run(python, method, folder, weighting, threads)
        share = floor_seconds / found["seconds"] if found.get("seconds") else None
        rows.append(
            {
                "dataset": dataset,
                "method": method,
                "setting": weighting,
                "threads": threads,
                **found,
                "multiply_adds": additions,
                "floor_seconds": round(floor_seconds, 3),
                "share_of_floor": share and round(share, 3),
            }
        )
    return rows


def run(python: str, method: str, folder: Path, weighting: str, threads: int) -> dict:
    """What a method took, or why it did not end."""
    command = [python, HERE / "similarity_methods.py", method, folder, weighting, str(threads)]
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment = os.environ | (one if method == "implicit" else {})
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env=environment | {"PYTHONPATH": str(HERE.parent)},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"seconds": None, "note": f"not done after {TIMEOUT_SECONDS} s"}
    if done.returncode:
        return {"seconds": None, "note": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def floor(folder: Path, weighting: str, threads: int) -> tuple[int, float]:
    """Multiply-adds, and the seconds below which no such method can be."""
    import numba
    from scipy.sparse import csr_matrix

    user, item = (np.load(folder / f"{side}.npy") for side in ("user", "item"))
    per_user = np.bincount(user).astype(np.int64)
    per_item = np.bincount(item, per_user[user])
    looks = np.minimum(per_item, len(per_item)).sum()
    place = np.empty(len(per_item), np.uint16 if len(per_item) <= 2**16 else np.uint32)
    place[np.argsort(-np.bincount(item))] = np.arange(len(per_item))
    lists = place[csr_matrix((user, (user, item))).indices]
    sums = np.zeros(len(per_item), np.uint16 if weighting == "binary" else np.float64)

    @numba.njit
    def add(lists, sums):
        for entry in range(np.uint64(len(lists))):
            sums[lists[entry]] += 1

    # as whole numbers, which fractions above zero are ordered as, and which are compared faster
    whole = sums.view(np.int64) if weighting == "weighted" else sums

    @numba.njit(fastmath=True)
    def look(sums, times):
        total = sums.dtype.type(0)
        for _ in range(times):
            best = sums.dtype.type(0)
            for place in range(np.uint64(len(sums))):
                best = max(best, sums[place])
            sums[0] = best
            total += best
        return total

    times = max(1, 20_000_000 // len(sums))
    addition = seconds_of(lambda: add(lists, sums)) / len(lists)
    glance = seconds_of(lambda: look(whole, times)) / (times * len(sums))
    print(f"\n{folder.name}: {addition * 1e9:.2f} ns an addition, {glance * 1e9:.3f} ns a look")
    return int(per_item.sum()), (per_item.sum() * addition + looks * glance) / threads


def seconds_of(task) -> float:
    """CPU-seconds, the least of three after one for warming up."""
    task()
    taken = []
    for _ in range(3):
        start = time.thread_time()
        task()
        taken.append(time.thread_time() - start)
    return min(taken)


def report(rows: list[dict]) -> bool:
    """Print a table of one setting; whether everybody found the same."""
    first = rows[0]
    print(f"{first['dataset']}, {first['setting']}, {first['threads']} threads")
    for row in rows:
        took = row["seconds"]
        print(
            f"  {row['method']:16} "
            + (row["note"] if took is None else f"{took:8.2f} s {row['cpu_seconds']:8.2f} CPU-s ")
            + ("" if took is None else f"{row['peak_gib']:6.2f} GiB  {row['checksum']:28} ")
            + ("" if took is None else f"{row['share_of_floor']:6.1%} of the floor's speed")
        )
    done = {row["method"]: row for row in rows if row["seconds"]}
    libraries = [row for method, row in done.items() if method in LIBRARIES]
    if "kindred" in done and libraries:
        best = min(libraries, key=lambda row: row["seconds"])
        ratio = best["seconds"] / done["kindred"]["seconds"]
        work = best["cpu_seconds"] / done["kindred"]["cpu_seconds"]
        print(f"  {ratio:.1f} times as fast as {best['method']} ({work:.1f} by CPU time)")
    counts, sums = zip(*(row["checksum"].split() for row in done.values()), strict=True)
    sums = [float(total) for total in sums]
    agree = len(set(counts)) == 1 and np.ptp(sums) <= 1e-6 * sums[0]
    print("  counts and sums agree" if agree else "  COUNTS OR SUMS DIFFER")
    return agree


def same_run(row: dict, other: dict) -> bool:
    """Whether both measure the same thing; the later one stays."""
    return all(row[key] == other[key] for key in ("dataset", "method", "setting", "threads"))


def read() -> list[dict]:
    """What was measured before."""
    return (
        [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    )


if __name__ == "__main__":
    main()
