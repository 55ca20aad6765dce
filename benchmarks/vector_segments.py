"""Do segments from vectors say better what users do next than segments from features do?

    python benchmarks/vector_segments.py <working file of a finished build with vectors> …

At the validation and the test cut of each file, users are divided by k-means from features, from
the leading numbers of their spectral vectors, and from both (numbers brought to deviation 1, or to
less), with 3 to 10 segments; each division is judged by what its users did in the period after the
cut (kindred.segment_choice.score_prediction). Rows are means over the numbers of segments; the lead
is over features, mean and standard error over cuts and numbers of segments.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import numpy as np
from results import RESULTS, write_results

from kindred.clusters import assigned, fit_kmeans
from kindred.segment_choice import score_prediction
from kindred_warehouse.segmentation import read_matrix, read_outcomes

SEED = 20260101
COUNTS = range(3, 11)
CUTS = ("validation", "test")
METRICS = ("repurchase_auc", "spend_r2", "category_accuracy")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--encoder", default="spectral")
    arguments = parser.parse_args()
    for file in arguments.files:
        rows = measured(file, arguments.encoder)
        write_results(RESULTS / "vectors.jsonl", rows, ("dataset", "method", "setting"))


def measured(file: Path, encoder: str) -> list[dict]:
    """Rows of one file: every way to divide its users."""
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        for cut in CUTS:
            features, outcomes, vectors = read(connection, cut, encoder)
            for name, matrix in matrices(features, vectors, encoder).items():
                scores = [predicted(matrix, k, outcomes) for k in COUNTS]
                found.setdefault(name, []).extend(scores)
    base, rows = np.array(found["features"]), []
    for name, scores in found.items():
        row = {"dataset": file.parent.name, "method": f"segments from {name}", "setting": encoder}
        lead = np.array(scores) - base
        for place, metric in enumerate(METRICS):
            if np.isnan(base[:, place]).all():  # a shop without categories
                continue
            row[metric] = round(float(np.mean(np.array(scores)[:, place])), 4)
            error = lead[:, place].std(ddof=1) / np.sqrt(len(lead))
            row[f"{metric}_lead"] = [round(float(x), 4) for x in (lead[:, place].mean(), error)]
        print(row, flush=True)
        rows.append(row)
    return rows


def read(connection, cut: str, encoder: str):
    """(features, outcomes, vectors) of the users of a cut, in order of index."""
    schemas = dict(connection.sql("select table_name, schema_name from duckdb_tables()").fetchall())
    tables = {
        name: connection.sql(f"from {schemas[name]}.{name}")
        for name in ("int_feature_matrix", "int_user_outcomes", "int_vectors")
    }
    features, _ = read_matrix(tables["int_feature_matrix"], cut)
    users = tables["int_feature_matrix"].filter(f"cut = '{cut}'").select("user_idx").distinct()
    users = users.order("user_idx").fetchnumpy()["user_idx"]
    of_users = f"cut = '{cut}' and kind = 'user' and encoder = '{encoder}'"
    found = dict(tables["int_vectors"].filter(of_users).select("idx, vector").fetchall())
    nothing = np.zeros(len(next(iter(found.values()))))
    vectors = np.array([found.get(user, nothing) for user in users.tolist()])
    return features, read_outcomes(tables["int_user_outcomes"], cut), vectors


def matrices(features, vectors, encoder: str) -> dict:
    """The ways to describe a user, by name."""
    deviation = vectors.std(axis=0)
    scaled = (vectors - vectors.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    return {
        "features": features,
        f"{encoder} 8": scaled[:, :8],
        f"{encoder} all": vectors,
        f"features and {encoder} 8": np.hstack([features, scaled[:, :8]]),
        f"features and {encoder} 8 by half": np.hstack([features, 0.5 * scaled[:, :8]]),
        f"features and {encoder} 16 by half": np.hstack([features, 0.5 * scaled[:, :16]]),
    }


def predicted(matrix, k: int, outcomes) -> list[float]:
    """The METRICS of a division into k."""
    labels = assigned(matrix, fit_kmeans(matrix, k=k, seed=SEED))
    values = {score.metric: score.value for score in score_prediction("", labels, outcomes)}
    return [values[metric] for metric in METRICS]


if __name__ == "__main__":
    main()
