"""One method on one data set, in a process of its own: prints what it took as a line of JSON.

Arguments: method, folder with user.npy and item.npy, weighting, threads. The clock starts with the
interactions as a SciPy matrix in memory and stops when every item has its TOP nearest. The first
run stands by itself, since it also loads and warms what the method is made of; of those that
follow, up to RUNS of them within SECONDS, the fastest counts, for every method alike.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from interactions import strengths

TOP = 100
RUNS = 7
SECONDS = 20.0


def unit_rows(items):
    """Rows of length one."""
    norms = np.sqrt(np.asarray(items.multiply(items).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags_array(1 / np.where(norms > 0, norms, 1)) @ items)


def without_self(columns: np.ndarray, values: np.ndarray):
    """Pairs and the sum of their similarities, of rectangles [items x places], zero where none."""
    values = np.where(columns == np.arange(len(columns))[:, None], 0, values)
    values = -np.sort(-values, axis=1)[:, :TOP].round(9)
    return int(np.count_nonzero(values > 0)), float(values.sum())


def of_matrix(matrix):
    """The same of a sparse matrix that holds each row's nearest, itself among them."""
    matrix = sp.csr_matrix(matrix)
    counts = np.diff(matrix.indptr)
    filled = np.arange(counts.max(initial=1)) < counts[:, None]
    columns, values = np.full(filled.shape, -1), np.zeros(filled.shape)
    columns[filled], values[filled] = matrix.indices, matrix.data
    return without_self(columns, values)


def kindred(items, threads):
    from kindred.similarities import cosine_top_k

    cosine_top_k(items[:50], k=2, engine="numba")  # loads what is compiled
    cosine_top_k(unit_rows(items[:50]), k=2, engine="numba")

    def answer():
        found = cosine_top_k(items, k=TOP, threads=threads, engine="numba")
        return lambda: (len(found.rank), float(found.similarity.sum()))

    return answer


def sparse_dot_topn(items, threads, library="sparse_dot_topn"):
    topn = __import__(library).sp_matmul_topn

    def answer():
        unit = unit_rows(items)
        found = topn(unit, unit.T.tocsr(), TOP + 1, threshold=0.0, n_threads=threads)
        return lambda: of_matrix(found)

    return answer


def sp_matmul_rs(items, threads):
    return sparse_dot_topn(items, threads, "sp_matmul_rs")


def implicit(items, threads):
    from implicit.nearest_neighbours import CosineRecommender

    users = items.T.tocsr()

    def answer():
        model = CosineRecommender(K=TOP + 1, num_threads=threads)
        model.fit(users, show_progress=False)
        return lambda: of_matrix(model.similarity)

    return answer


def scipy(items, threads):
    def answer():
        unit = unit_rows(items)
        other = unit.T.tocsr()
        columns = np.full((unit.shape[0], TOP + 1), -1)
        values = np.zeros(columns.shape)
        for start in range(0, unit.shape[0], 500):
            rows = (unit[start : start + 500] @ other).toarray()
            place = np.argpartition(-rows, TOP, axis=1)[:, : TOP + 1]
            columns[start : start + 500] = place
            values[start : start + 500] = np.take_along_axis(rows, place, axis=1)
        return lambda: without_self(columns, values)

    return answer


def lenskit(items, threads):
    import os

    os.environ |= {"LK_NUM_THREADS": str(threads), "LK_NUM_PROCS": "1"}
    import pandas as pd
    from lenskit.data import from_interactions_df
    from lenskit.knn import ItemKNNScorer
    from lenskit.parallel import ensure_parallel_init

    pairs = items.tocoo()
    frame = pd.DataFrame({"user_id": pairs.col, "item_id": pairs.row, "rating": pairs.data})
    weighted = not np.all(pairs.data == 1)
    data = from_interactions_df(frame if weighted else frame[["user_id", "item_id"]])
    ensure_parallel_init()

    def answer():
        scorer = ItemKNNScorer(max_nbrs=20, save_nbrs=TOP, min_sim=1e-9, feedback="implicit")
        scorer.train(data)
        matrix = scorer.sim_matrix
        found = matrix.to_scipy() if hasattr(matrix, "to_scipy") else matrix
        return lambda: of_matrix(found)

    return answer


def sql(items, threads):
    import duckdb
    import jinja2
    import pyarrow as pa

    pairs = items.tocoo()
    table = pa.table({"item_idx": pairs.row, "user_idx": pairs.col, "strength": pairs.data})
    connection = duckdb.connect(config={"threads": threads})
    connection.register("pairs", table)
    connection.execute("create table strengths as select 'all' as cut, * from pairs")
    macros = Path(__file__).parents[1] / "macros"
    environment = jinja2.Environment()
    exact_sum = environment.from_string((macros / "portable/exact_sum.sql").read_text()).module
    connection.execute(
        "create table settings as select 'item_cosine' as recommender, 'strength' as weighting,"
        " 0.0 as activity_exponent, 0.5 as target_exponent, 0.5 as history_exponent,"
        f" 0.0 as shrinkage, 1.0 as power, {TOP} as neighbours_count, 0.0 as min_similarity"
    )
    context = {"kindred": exact_sum, "ref": lambda *_: "settings"}
    twin = environment.from_string((macros / "similarities/cosine_top_k.sql").read_text())
    query = twin.make_module(context).cosine_top_k("strengths", "item", "user")

    def answer():
        found = connection.sql(f"select count(*), sum(similarity) from ({query})").fetchone()
        return lambda: found

    return answer


def timed(answer):
    """((seconds, CPU-seconds), the check) of one run."""
    clock, work = time.perf_counter(), time.process_time()
    check = answer()
    return (time.perf_counter() - clock, time.process_time() - work), check


def main() -> None:
    """Run, and print seconds, CPU-seconds, peak memory in GiB, pairs and their sum."""
    method, folder, weighting, threads = sys.argv[1:]
    user, item = (np.load(f"{folder}/{side}.npy") for side in ("user", "item"))
    items = sp.csr_matrix((strengths(weighting, len(user)), (item, user)))
    answer = globals()[method](items, int(threads))
    first, check = timed(answer)
    again = [first]
    while len(again) < RUNS and sum(seconds for seconds, _ in again) < SECONDS:
        again.append(timed(answer)[0])
    seconds, cpu_seconds = min(again[1:] or again)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    pairs, total = check()
    print(
        json.dumps(
            {
                "seconds": round(seconds, 3),
                "cpu_seconds": round(cpu_seconds, 3),
                "first_seconds": round(first[0], 3),
                "peak_gib": round(peak, 3),
                "checksum": f"{pairs} {total:.3f}",
            }
        )
    )


if __name__ == "__main__":
    main()
