"""The whole way: a warehouse table with string ids, to the top 20 of every user as a table again.

Kindred and implicit, each in a process of its own, on the same table: indexes, matrix, the 100
nearest of every item, the 20 best items of every user without those owned, tables with names. All
but the two learned steps are the same code. Prints seconds by step; writes results/recommend.jsonl.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import interactions
import numpy as np
import pyarrow as pa

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "recommend.jsonl"
NEIGHBOURS, TOP, THREADS = 100, 20, 2
TIMEOUT_SECONDS = 900
USERS_AT_A_TIME = 10_000
ROWS_PER_GROUP = 122_880  # as DuckDB stores them


def main() -> None:
    """Measure both methods on the named data sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", nargs="+", default=("gowalla", "generated_11m"))
    parser.add_argument("--methods", nargs="+", default=("kindred", "implicit"))
    parser.add_argument("--one", help="run one method in this process, on a warehouse file")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(whole_way(options.methods[0], options.one)))
        return
    rows = []
    for dataset in filter(interactions.is_there, options.datasets):
        rows += [
            {"dataset": dataset, "method": method, **in_a_process(method, warehouse(dataset))}
            for method in options.methods
        ]
        report(rows[-len(options.methods) :])
    measured = {(row["dataset"], row["method"]) for row in rows}
    before = (
        [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    )
    kept = [row for row in before if (row["dataset"], row["method"]) not in measured]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("".join(json.dumps(row) + "\n" for row in kept + rows))


def warehouse(dataset: str) -> Path:
    """A DuckDB file with the interactions under names, in no order."""
    file = HERE.parent / "target" / "bench" / f"{dataset}.duckdb"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        user, item = interactions.pairs(dataset)
        table = pa.table({"u": user, "i": item}).take(
            np.random.default_rng(interactions.SEED).permutation(len(user))
        )
        with duckdb.connect(str(file)) as connection:
            connection.register("drawn", table)
            connection.execute(
                "create table interactions as select format('user-{:08d}', u) as user_id,"
                " format('item-{:07d}', i) as item_id from drawn"
            )
    return file


def in_a_process(method: str, file: Path) -> dict:
    """What a method took on its own copy of the warehouse."""
    command = [sys.executable, __file__, "--one", str(file), "--methods", method]
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS")}
    try:
        done = subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": str(HERE.parent)} | threads,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"seconds": None, "note": f"not done after {TIMEOUT_SECONDS} s"}
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def whole_way(method: str, file: str) -> dict:
    """Run one method from table to tables; seconds in all and by step."""
    learn = {"kindred": by_kindred, "implicit": by_implicit}[method](THREADS)
    Path(file).read_bytes()  # so that no method finds a colder file than the other
    clock, work = [("", time.perf_counter())], time.process_time()

    def step(name: str) -> None:
        clock.append((name, time.perf_counter()))

    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.execute(f"attach '{file}' as shop (read_only); attach '{file}.{method}' as made")
        connection.execute("use made")
        index(connection)
        step("indexes")
        user, item = read(connection)
        step("read")
        near, best = learn(user, item, step)
        write(connection, "item_similarities", near, "item", "item", "neighbor_item_id")
        write(connection, "user_recommendations", best, "user", "item", "item_id")
        step("write")
        counts = [
            connection.sql(f"select count(*), sum(score) from {table}").fetchone()
            for table in ("item_similarities", "user_recommendations")
        ]
    Path(f"{file}.{method}").unlink()
    steps = {name: round(end - start, 3) for (_, start), (name, end) in itertools.pairwise(clock)}
    return {
        "seconds": round(clock[-1][1] - clock[0][1], 3),
        "cpu_seconds": round(time.process_time() - work, 3),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3),
        "checksum": " ".join(f"{count} {total:.3f}" for count, total in counts),
        "steps": steps,
    }


def index(connection) -> None:
    """Dense numbers of users and items, in the order of their names."""
    for side in ("user", "item"):
        connection.execute(
            f"create or replace table {side}_index as select {side}_id,"
            f" cast(row_number() over (order by {side}_id) - 1 as int) as {side}_idx"
            f" from (select distinct {side}_id from shop.interactions)"
        )


def read(connection) -> tuple[np.ndarray, np.ndarray]:
    """The interactions by number."""
    rows = connection.sql(
        "select user_idx, item_idx from shop.interactions"
        " join user_index using (user_id) join item_index using (item_id)"
    ).fetchnumpy()
    return rows["user_idx"], rows["item_idx"]


def write(connection, table: str, found, source: str, target: str, name: str) -> None:
    """The rows (source, target, score, rank) under names.

    A column of names is handed over as numbers and a dictionary, which takes half the time of
    joining the indexes; in batches of a row group, so that all threads write.
    """
    sources, targets, score, rank = found
    columns = {
        f"{source}_id": named(connection, source, sources),
        "rank": rank,
        name: named(connection, target, targets),
        "score": score,
    }
    batches = pa.table(columns).to_batches(max_chunksize=ROWS_PER_GROUP)
    connection.register("found", pa.Table.from_batches(batches))
    connection.execute(f"create or replace table {table} as from found")


def named(connection, side: str, numbers: np.ndarray) -> pa.DictionaryArray:
    """The names of numbered users or items."""
    names = connection.sql(f"select {side}_id from {side}_index order by {side}_idx")
    names = names.to_arrow_table().column(0).combine_chunks()
    return pa.DictionaryArray.from_arrays(np.asarray(numbers, dtype=np.int32), names)


def by_kindred(threads: int):
    """Kindred's functions, as the dbt models call them; what is compiled is loaded beforehand."""
    from kindred.recommenders.pairs import item_scores
    from kindred.similarities import Neighbours, cosine_top_k, interaction_matrix

    options = {"threads": threads, "engine": "numba"}

    def learn(user, item, step):
        history = interaction_matrix(user, item, np.ones(len(user)))
        step("matrix")
        near = cosine_top_k(history.T, k=NEIGHBOURS, **options)
        step("similarities")
        # kept of each item of the history, as implicit keeps them
        kept = Neighbours(near.neighbour, near.source, near.similarity, near.rank)
        best = item_scores(history, kept).recommend(n=TOP, exclude=history, **options)
        step("top 20")
        return (
            (near.source, near.neighbour, near.similarity, near.rank),
            (best.user, best.item, best.score, best.rank),
        )

    # an item each for the three widths that users are counted in
    item = np.repeat(np.arange(3, dtype=np.int32), [9, 2**8, 2**16])
    learn(
        np.concatenate([np.arange(n, dtype=np.int32) for n in np.bincount(item)]),
        item,
        lambda _: None,
    )
    return learn


def by_implicit(threads: int):
    """implicit's cosine recommender."""
    from implicit.nearest_neighbours import CosineRecommender
    from scipy.sparse import csr_matrix

    def learn(user, item, step):
        history = csr_matrix((np.ones(len(user)), (user, item)))
        step("matrix")
        model = CosineRecommender(K=NEIGHBOURS + 1, num_threads=threads)
        model.fit(history, show_progress=False)
        step("similarities")
        parts = []
        for start in range(0, history.shape[0], USERS_AT_A_TIME):
            users = np.arange(start, min(start + USERS_AT_A_TIME, history.shape[0]))
            parts.append(model.recommend(users, history[users], N=TOP))
        items, scores = (np.concatenate(part) for part in zip(*parts, strict=True))
        step("top 20")
        return listed(model.similarity.tocsr()), rectangle(items, scores)

    return learn


def listed(similarity):
    """The pairs of a matrix without its diagonal, best first."""
    rows = np.repeat(np.arange(similarity.shape[0]), np.diff(similarity.indptr))
    other = rows != similarity.indices
    rows, columns, values = rows[other], similarity.indices[other], similarity.data[other]
    order = np.lexsort((columns, -values, rows))
    rows = rows[order]
    return (
        rows,
        columns[order],
        values[order],
        np.arange(len(rows)) - np.searchsorted(rows, rows) + 1,
    )


def rectangle(items, scores):
    """What was proposed, one list a row, without the places that stayed empty."""
    user, place = np.nonzero(items >= 0)
    return user, items[user, place], scores[user, place].astype(float), place + 1


def report(rows: list[dict]) -> None:
    """Seconds by step."""
    for row in rows:
        if row["seconds"] is None:
            print(f"{row['dataset']} {row['method']}: {row['note']}")
            continue
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in row["steps"].items())
        print(
            f"{row['dataset']} {row['method']}: {row['seconds']:.2f} s, {row['cpu_seconds']:.2f}"
            f" CPU-s, {row['peak_gib']:.2f} GiB ({steps})"
        )
    if len(rows) == 2 and all(row["seconds"] for row in rows):
        ours, other = rows
        print(f"  {other['seconds'] / ours['seconds']:.1f} times as fast as {other['method']}")


if __name__ == "__main__":
    main()
