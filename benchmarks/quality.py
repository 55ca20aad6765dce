"""Recommendation quality on a split that others published, beside their figures.

A folder holds train.parquet and test.parquet (user_id, item_id). Every recommender runs with its
defaults, and with settings from our own search, which sees a validation part of train alone.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from results import RESULTS, write_results
from scipy.sparse import csr_matrix

from kindred.metrics import user_metrics
from kindred.recommendations import Candidates
from kindred.recommenders import (
    DEFAULTS,
    History,
    MatrixFactorization,
    Popular,
    Scores,
    Spectral,
    history,
)
from kindred.recommenders.blend import Blend, blended, fit_blend, judged
from kindred.recommenders.search import sampled_users, search
from kindred.splits import held_out_share

N = 20
THREADS = 2
SEED = 20260101
VALIDATION_SHARE = 0.2
VALIDATION_USERS = 3000
CANDIDATES = 2 * N  # of each recommender, which lists are blended from, as in a shop
ALONE = {"matrix_factorization": MatrixFactorization(), "spectral": Spectral()}  # off by default
SEARCHED = DEFAULTS | {"spectral": Spectral()}
PUBLISHED = {  # Recall@20, NDCG@20; BARS leaderboard, NESCL from its own page
    "gowalla": {
        "ItemCF": (0.1570, 0.1214),
        "SLIM": (0.1699, 0.1382),
        "EASE": (0.1765, 0.1467),
        "LightGCN": (0.1820, 0.1547),
        "GF-CF": (0.1849, 0.1518),
        "UltraGCN": (0.1862, 0.1580),
        "SimpleX": (0.1872, 0.1557),
        "NESCL": (0.1917, 0.1617),
        "BSPM-EM": (0.1920, 0.1597),
    }
}


@dataclass(frozen=True)
class Split:
    """The name of the folder, and what is learned from and judged: CSR [n_users x n_items]."""

    name: str
    train: csr_matrix
    test: csr_matrix


def read_split(folder: Path) -> Split:
    """Both files, with ids as dense numbers in the order of the ids."""
    frames = [pd.read_parquet(folder / f"{name}.parquet") for name in ("train", "test")]
    both = pd.concat(frames)
    users, items = np.unique(both["user_id"]), np.unique(both["item_id"])
    matrices = []
    for frame in frames:
        rows = np.searchsorted(users, frame["user_id"]), np.searchsorted(items, frame["item_id"])
        matrix = csr_matrix((np.ones(len(frame)), rows), shape=(len(users), len(items)))
        matrix.data[:] = 1.0  # a pair given twice is one
        matrices.append(matrix)
    return Split(folder.name, *matrices)


def fitted(model, past: History) -> Scores:
    """What a recommender says of all users from what is known of them."""
    return model.fit(past, threads=THREADS)


def listed(scores: Scores, past: History, n: int = CANDIDATES) -> Candidates:
    """The n best items of each user that are new to them."""
    return scores.recommend(n=n, exclude=past.strengths, threads=THREADS)


class Report:
    """Judges lists on the test part, prints and keeps the figures."""

    def __init__(self, split: Split):
        self.split, self.past, self.rows = split, history(split.train), []

    def model(
        self, method: str, setting: str, model, before: float = 0.0
    ) -> tuple[Candidates, Scores]:
        """The row of a recommender, and what it proposes; `before`: seconds already spent on it."""
        started = time.perf_counter() - before
        scores = fitted(model, self.past)
        lists = listed(scores, self.past)
        self.lists(method, setting, lists, started, parameters=str(model))
        return lists, scores

    def lists(self, method: str, setting: str, lists, started: float, **more) -> None:
        """The row of lists that every user has by now."""
        seconds = round(time.perf_counter() - started, 1)
        metrics = user_metrics(lists, self.split.test, N)
        recall, ndcg = (round(float(metrics[name].mean()), 4) for name in ("recall", "ndcg"))
        print(f"{method:<21}{setting:<10}{recall:.4f} / {ndcg:.4f}{seconds:>8.1f} s", flush=True)
        self.rows.append(
            {
                "dataset": self.split.name,
                "method": method,
                "setting": setting,
                "recall_at_20": recall,
                "ndcg_at_20": ndcg,
                "seconds": seconds,
                **more,
            }
        )

    def write(self) -> None:
        """Replace the rows of what was judged."""
        write_results(RESULTS / "quality.jsonl", self.rows, ("dataset", "method", "setting"))


def run(report: Report, models: dict, blend: Blend, setting: str, before: dict) -> None:
    """Every model alone and all of them blended; `before`: seconds already spent on each."""
    began = time.perf_counter() - sum(before.values())
    parts = [
        report.model(name, setting, model, before.get(name, 0.0)) for name, model in models.items()
    ]
    lists = blended(judged(*zip(*parts, strict=True), threads=THREADS), blend, N)
    shown = dict(zip(models, np.round(blend.weights, 3).tolist(), strict=True))
    report.lists("blend", setting, lists, began, parameters=f"{shown}, power {blend.power}")


def searched(kept: csr_matrix, relevant: csr_matrix):
    """(models, blend, seconds of each search), learned on `kept`, chosen by `relevant`."""
    users = sampled_users(relevant, VALIDATION_USERS, SEED)
    past, seconds, best, parts = history(kept), {}, {}, []
    options = {"exclude": kept, "threads": THREADS}
    for name, model in SEARCHED.items():
        started = time.perf_counter()
        trials = search(model, past, relevant, n=N, users=users, **options)
        best[name] = trials[0].model
        scores = fitted(best[name], past)
        parts.append((scores.recommend(users, n=CANDIDATES, **options), scores))
        seconds[name] = time.perf_counter() - started
        print(f"  {name}: {len(trials)} trials, {seconds[name]:.0f} s, NDCG {trials[0].ndcg:.4f}")
    started = time.perf_counter()
    blend = fit_blend(judged(*zip(*parts, strict=True), threads=THREADS), relevant, n=N)
    seconds["blend"] = time.perf_counter() - started
    return best, blend, seconds


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = os.environ.get("KINDRED_TEST_DATA")
    default = Path(data) / "gowalla" if data else None
    parser.add_argument("split", type=Path, nargs="?", default=default)
    folder = parser.parse_args().split
    if folder is None:
        parser.error("give a folder with train.parquet and test.parquet, or set KINDRED_TEST_DATA.")
    split = read_split(folder)
    shape = f"{split.train.shape[0]:,} users x {split.train.shape[1]:,} items"
    print(f"{split.name}: {shape}, {split.train.nnz:,} train, {split.test.nnz:,} test")
    print(f"{'method':<21}{'setting':<10}Recall@{N} / NDCG@{N}")
    for method, (recall, ndcg) in PUBLISHED.get(split.name, {}).items():
        print(f"{method:<21}{'published':<10}{recall:.4f} / {ndcg:.4f}")
    report = Report(split)
    report.model("popular", "default", Popular())
    for name, model in ALONE.items():
        report.model(name, "default", model)
    run(report, DEFAULTS, Blend(np.full(len(DEFAULTS), 1 / len(DEFAULTS))), "default", {})
    report.write()
    kept, relevant = held_out_share(split.train, VALIDATION_SHARE, SEED)
    if relevant.nnz == 0:
        print("No user has enough items to hold any out, so nothing is searched.")
        return
    models, blend, before = searched(kept, relevant)
    run(report, models, blend, "searched", before)
    report.write()


if __name__ == "__main__":
    main()
