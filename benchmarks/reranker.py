"""What should order the proposals, and what is it worth?

    python benchmarks/reranker.py <working file of a build with reranker_enabled: true> …

Each way to learn an order is taught at the validation cut of each file and judged at the test cut,
beside the blend on the same users and proposals. The choice among them is made before: at the
validation cut alone, users in five parts by their number, each ordered by what was learned of the
other four.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import duckdb
import numpy as np
from results import RESULTS, write_results
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kindred.evaluation import user_means
from kindred.metrics import is_relevant
from kindred.reranking import fit_reranker
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import read_cut
from kindred_warehouse.reranking import KEYS, feature_matrix, feature_names

N, FOLDS, SEED = 10, 5, 20260101
GAIN = 1 / np.log2(np.arange(N) + 2)


def scaled(model):
    """A model that wants numbers of one scale, and none unknown."""
    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True), StandardScaler(), model
    )


WAYS = {
    "hist_gradient_boosting": lambda x, y: fit_reranker(x, y, seed=SEED),
    "logistic_regression": lambda x, y: scaled(LogisticRegression(max_iter=500)).fit(x, y),
    "neural_network": lambda x, y: scaled(
        MLPClassifier((32, 16), alpha=0.1, batch_size=1000, max_iter=15, random_state=SEED)
    ).fit(x, y),
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    for file in parser.parse_args().files:
        for task in ("new_items", "all_items"):
            rows = measured(file, task)
            write_results(RESULTS / "reranker.jsonl", rows, ("dataset", "method", "setting"))


def measured(file: Path, task: str) -> list[dict]:
    """Rows of a file and task: each way, across folds at the validation cut and at the test cut."""
    learned, judged = (Pairs(file, cut, task) for cut in ("validation", "test"))
    rows = []
    for name, fit in WAYS.items():
        told = np.empty(len(learned.user))
        for fold in range(FOLDS):
            inside = learned.user % FOLDS == fold
            model = fit(learned.features[~inside], learned.is_bought[~inside])
            told[inside] = model.predict_proba(learned.features[inside])[:, 1]
        rows.append(row(file, name, f"{task}, validation, across users", learned, told))
        started = time.perf_counter()
        model = fit(learned.features, learned.is_bought)
        taught = time.perf_counter()
        told = model.predict_proba(judged.features)[:, 1]
        rows.append(row(file, name, f"{task}, test", judged, told))
        rows[-1] |= {
            "pairs_learned_from": len(learned.user),
            "fit_seconds": round(taught - started, 2),
            "seconds_per_million_pairs": round(
                1e6 * (time.perf_counter() - taught) / len(judged.user), 2
            ),
        }
    for line in rows:
        print(line, flush=True)
    return rows


def row(file: Path, name: str, setting: str, pairs: Pairs, told) -> dict:
    """Mean NDCG of the order and of the blend, and the interval of the lead."""
    ours, blend = pairs.ndcg(told), pairs.ndcg(pairs.blend)
    means = user_means(np.column_stack([ours, blend, ours - blend]), seed=SEED)
    low, high = means.interval()
    figures = np.round([*means.mean, low[2], high[2]], 4).tolist()
    return {
        "dataset": file.parent.name,
        "method": name,
        "setting": setting,
        "ndcg_at_10": figures[0],
        "blend_ndcg_at_10": figures[1],
        "lead": figures[2:],
        "users_count": len(ours),
    }


class Pairs:
    """The proposals of a cut and task with their features, and what was bought."""

    def __init__(self, file: Path, cut: str, task: str):
        with warnings.catch_warnings(), duckdb.connect(str(file), read_only=True) as connection:
            schemas = dict(
                connection.sql(
                    "select table_name, table_schema from information_schema.tables"
                ).fetchall()
            )
            tables = {
                name: connection.sql(f"from {schemas[name]}.{name}")
                for name in ("int_reranker_features", "int_relevant_items", "int_target_users")
            }
            features = tables["int_reranker_features"].filter(f"task = '{task}'")
            names = feature_names(features)
            rows = read_cut(features, cut, [*KEYS], names)
            relevant = tables["int_relevant_items"].filter(f"task = '{task}'")
            bought = read_cut(relevant, cut, [*KEYS], [])
            targets = tables["int_target_users"].filter("is_known")
            known = read_cut(targets, cut, ["user_idx"], [])["user_idx"]
        kept = np.isin(bought["user_idx"], known)
        places = [bought[side][kept] for side in KEYS]
        shape = tuple(1 + max(rows[s].max(), p.max()) for s, p in zip(KEYS, places, strict=True))
        truth = interaction_matrix(*places, np.ones(kept.sum()), shape)
        self.user, self.item = (rows[side] for side in KEYS)
        self.is_bought = is_relevant(truth, self.user, self.item)
        self.features, self.names = feature_matrix(rows, names), names
        self.blend = rows["blend_score"]
        self.relevant_counts = np.diff(truth.indptr)

    def ndcg(self, score) -> np.ndarray:
        """NDCG@10 of each user with anything to be found, in the order of that score."""
        order = np.lexsort((self.item, -self.blend, -np.round(score, 9), self.user))
        user = self.user[order]
        starts = np.flatnonzero(np.diff(user, prepend=-1))
        rank = np.arange(len(user)) - np.repeat(starts, np.diff(starts, append=len(user)))
        hit = self.is_bought[order] & (rank < N)
        gains = np.bincount(user[hit], GAIN[rank[hit]], len(self.relevant_counts))
        judged = np.flatnonzero(self.relevant_counts)
        ideal = np.cumsum(GAIN)[np.minimum(self.relevant_counts[judged], N) - 1]
        return gains[judged] / ideal


if __name__ == "__main__":
    main()
