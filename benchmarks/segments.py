"""Fit, choice, hierarchy and assignment beside plain scikit-learn, in one run, on a made matrix.

The matrix has heavy tails on a log scale and eight true groups. One line goes to
results/segments.jsonl. `seconds` is [wall-clock, processor time of all threads]; on a machine that
is not idle the second is the fairer.

    python benchmarks/segments.py --users 1000000
"""

import argparse
import json
import resource
import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import numpy as np
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from kindred.clusters import assigned, fit_kmeans
from kindred.hierarchy import fit_hierarchy
from kindred.segment_choice import METHODS, Outcomes, score_candidates

PROJECT = Path(__file__).resolve().parents[1]
RESULTS = PROJECT / "benchmarks" / "results" / "segments.jsonl"
GROUPS, SEED = 8, 1
CHOICE_SAMPLE_USERS = 10_000  # the default of choice_sample_users_count


def main() -> None:
    """Measures and appends one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=30)
    parser.add_argument("--steps", nargs="+", default=["fit", "choice", "hierarchy", "sql"])
    arguments = parser.parse_args()
    matrix, group = made_matrix(arguments.users, arguments.features)
    row = {"users": arguments.users, "features": arguments.features}
    steps = {"fit": fits, "choice": choice, "hierarchy": hierarchy, "sql": assignment}
    for name in arguments.steps:
        row |= steps[name](matrix, group)
        print(json.dumps(row), flush=True)
    row["peak_gib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a") as results:
        results.write(json.dumps(row) + "\n")


def made_matrix(users: int, features: int):
    """A scaled matrix as int_feature_matrix holds it, and the group of every row."""
    rng = np.random.default_rng(SEED)
    group = rng.integers(0, GROUPS, users)
    middles = rng.normal(2.5, 0.8, (GROUPS, features))
    values = np.log1p(np.exp(middles[group] + rng.normal(0, 1, (users, features))))
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    return np.round(np.clip(values, -3, 3), 9), group


def timed(function):
    """What a function returns, and the seconds it takes: wall-clock, processor."""
    started = time.perf_counter(), time.process_time()
    result = function()
    ended = time.perf_counter(), time.process_time()
    return result, [round(end - start, 2) for start, end in zip(started, ended, strict=True)]


def fits(matrix, group) -> dict:
    """One fit beside one and five full starts of scikit-learn."""
    fit, seconds = timed(lambda: fit_kmeans(matrix, k=GROUPS, seed=SEED))
    labels, assign_seconds = timed(lambda: assigned(matrix, fit))
    one, one_seconds = timed(lambda: KMeans(GROUPS, n_init=1, random_state=SEED).fit(matrix))
    five, five_seconds = timed(lambda: KMeans(GROUPS, n_init=5, random_state=SEED).fit(matrix))
    inertia = float(np.sum((matrix - fit.centroids[labels]) ** 2))
    return {
        "fit_seconds": seconds,
        "assign_seconds": assign_seconds,
        "sklearn_one_start_seconds": one_seconds,
        "sklearn_five_starts_seconds": five_seconds,
        "inertia_over_five_starts": round(inertia / five.inertia_ - 1, 7),
        "inertia_over_one_start": round(inertia / one.inertia_ - 1, 7),
        "index": round(adjusted_rand_score(group, labels), 4),
    }


def choice(matrix, group) -> dict:
    """All candidates from 3 to 12 with their scores, and what the rule takes."""
    rng = np.random.default_rng(SEED)
    orders = (rng.random(len(group)) < 0.1 + 0.05 * group).astype(np.int32)
    outcomes = Outcomes(orders, 10.0 * orders, np.where(orders > 0, group, -1), group % 5)
    options = {
        "ks": range(3, 13),
        "methods": METHODS,
        "seed": SEED,
        "max_rows": CHOICE_SAMPLE_USERS,
    }
    found, seconds = timed(lambda: score_candidates(matrix, outcomes, **options))
    values = {(row.metric, row.method, row.segments_count): row.value for row in found}
    scores = {
        (method, k): max(value, 0) ** 2 * max(values["silhouette", method, k], 0) ** 0.5 * np.log(k)
        for (metric, method, k), value in values.items()
        if metric == "stability"
    }
    method, k = max(scores, key=scores.get)
    return {"choice_seconds": seconds, "chosen_method": method, "chosen_count": k}


def hierarchy(matrix, group) -> dict:
    """Ward's hierarchy over micro-clusters, and how well its eight groups are the true ones."""
    found, seconds = timed(lambda: fit_hierarchy(matrix, seed=SEED))
    return {
        "hierarchy_seconds": seconds,
        "hierarchy_leaves": len(found.height) + 1,
        "hierarchy_index": round(adjusted_rand_score(group, found.cut(GROUPS)), 4),
    }


def assignment(matrix, group) -> dict:
    """Every user placed in SQL by the text of int_user_clusters."""
    fit = fit_kmeans(matrix, k=GROUPS, seed=SEED)
    users, features = matrix.shape
    long_matrix = pa.table(
        {
            "user_idx": np.repeat(np.arange(users, dtype=np.int32), features),
            "feature": np.tile(np.arange(features, dtype=np.int32), users),
            "value": matrix.ravel(),
        }
    )
    centroids = pa.table(
        {
            "cluster": np.repeat(np.arange(fit.count, dtype=np.int32), features),
            "feature": np.tile(np.arange(features, dtype=np.int32), fit.count),
            "value": fit.centroids.ravel(),
            "precision": fit.precision.ravel(),
        }
    )
    priors = pa.table({"cluster": np.arange(fit.count), "log_prior": fit.log_prior})
    with duckdb.connect() as connection:
        for name, table in (("m", long_matrix), ("c", centroids), ("p", priors)):
            connection.register(f"{name}_arrow", table)
            connection.sql(f"create table {name} as from {name}_arrow")
        sql = f"create table placed as {placing_sql()}"
        _, seconds = timed(lambda: connection.execute(sql))
        placed = connection.sql("select cluster from placed order by user_idx").fetchnumpy()
    same = bool(np.array_equal(placed["cluster"], assigned(matrix, fit)))
    return {"sql_assignment_seconds": seconds, "sql_equals_python": same}


def placing_sql() -> str:
    """The macro placed_users over the tables m, c and p."""
    macros = {}
    for name in ("portable/exact_sum", "segments/placed_users"):
        text = (PROJECT / "macros" / f"{name}.sql").read_text(encoding="utf-8")
        template = jinja2.Environment().from_string(
            text, globals={"kindred": SimpleNamespace(**macros)}
        )
        macros[name.split("/")[1]] = getattr(template.module, name.split("/")[1])
    return str(macros["placed_users"]("m", "c", "p", ["user_idx"]))


if __name__ == "__main__":
    main()
