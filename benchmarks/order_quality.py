"""Where order matters: Amazon Beauty, the last item of each user is the one to find.

Full ranking among all items but those of the history. What is blended is fitted on the item before
the last; then everything is learned again with that item known.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
from results import RESULTS, write_results
from scipy.sparse import csr_matrix

from kindred.metrics import user_metrics
from kindred.recommendations import Candidates
from kindred.recommenders import (
    Events,
    History,
    ItemCosine,
    LinearAutoencoder,
    Popular,
    Transitions,
    history,
)
from kindred.recommenders.blend import Blend, blended, fit_blend, judged
from kindred.recommenders.search import sampled_users, search
from kindred.splits import held_out_last

N = 10
THREADS = 2
SEED = 20260101
VALIDATION_USERS = 5000
CANDIDATES = 2 * N  # of each recommender, which lists are blended from, as in a shop
ALONE = {"popular": Popular(), "item_cosine": ItemCosine()}
# Recall@10, NDCG@10 by others on the same 5-core of 22,363 users and 12,101 items, full ranking
PUBLISHED = {
    "amazon_beauty": {
        "SASRec (GenRec, phonism.github.io/genrec/en/models/sasrec)": (0.0688, 0.0375),
        "SASRec (RecBole, github.com/kanishkaRandunu/pswrec2k26)": (0.0848, 0.0432),
    }
}
BLENDED = {"transitions": Transitions(), "linear": LinearAutoencoder()}


def sequences(folder: Path) -> History:
    """Everything, the number of later events of the user serving as age."""
    rows = pd.read_parquet(folder / "sequences.parquet")
    rows = rows.sort_values(["user_id", "seq"])
    users, user = np.unique(rows["user_id"], return_inverse=True)
    items, item = np.unique(rows["item_id"], return_inverse=True)
    later = rows.groupby("user_id").cumcount(ascending=False).to_numpy()
    strengths = csr_matrix((np.ones(len(rows)), (user, item)), shape=(len(users), len(items)))
    strengths.data[:] = 1.0
    return history(strengths, events=Events(user, item, later.astype(float)))


def run(
    dataset: str, past: History, target: csr_matrix, models: dict, blend: Blend, setting: str
) -> list[dict]:
    """Every recommender alone, and those of BLENDED together."""
    lists, parts, rows = {}, {}, []

    def report(method: str, lists, started: float) -> None:
        seconds = round(time.perf_counter() - started, 1)
        metrics = user_metrics(lists, target, N)
        recall, ndcg = (round(float(metrics[name].mean()), 4) for name in ("recall", "ndcg"))
        print(f"{method:<14}{setting:<10}{recall:.4f} / {ndcg:.4f}{seconds:>8.1f} s", flush=True)
        rows.append(row(dataset, method, setting, recall, ndcg, seconds))

    began = time.perf_counter()
    for name, model in models.items():
        started = time.perf_counter()
        parts[name] = model.fit(past, threads=THREADS)
        lists[name] = listed(parts[name], past)
        report(name, lists[name], started)
    pool = judged([lists[name] for name in BLENDED], [parts[name] for name in BLENDED])
    report("blend", blended(pool, blend, N), began)
    return rows


def row(dataset: str, method: str, setting: str, recall: float, ndcg: float, seconds) -> dict:
    """A line of the results; published figures have no seconds."""
    figures = {f"recall_at_{N}": recall, f"ndcg_at_{N}": ndcg, "seconds": seconds}
    return {"dataset": f"{dataset}_order", "method": method, "setting": setting} | figures


def listed(scores, past: History, users=None) -> Candidates:
    """What a recommender proposes of what is new to a user."""
    return scores.recommend(users, n=CANDIDATES, exclude=past.strengths, threads=THREADS)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = os.environ.get("KINDRED_TEST_DATA")
    default = Path(data) / "amazon_beauty" if data else None
    parser.add_argument("sequences", type=Path, nargs="?", default=default)
    folder = parser.parse_args().sequences
    if folder is None:
        parser.error("give a folder with sequences.parquet, or set KINDRED_TEST_DATA.")
    rows = []
    for method, (recall, ndcg) in PUBLISHED.get(folder.name, {}).items():
        print(f"{recall:.4f} / {ndcg:.4f}  {method}")
        rows.append(row(folder.name, method, "published", recall, ndcg, None))
    past, target = held_out_last(sequences(folder))
    earlier, last_but_one = held_out_last(past)
    users = sampled_users(last_but_one, VALIDATION_USERS, SEED)
    best, lists, parts = {}, [], []
    for name, model in BLENDED.items():
        trials = search(
            model,
            earlier,
            last_but_one,
            n=N,
            users=users,
            exclude=earlier.strengths,
            threads=THREADS,
        )
        best[name] = trials[0].model
        parts.append(best[name].fit(earlier, threads=THREADS))
        lists.append(listed(parts[-1], earlier, users))
        print(f"  {trials[0].ndcg:.4f} {best[name]}", flush=True)
    blend = fit_blend(judged(lists, parts), last_but_one, n=N)
    equal = Blend(np.full(len(BLENDED), 1 / len(BLENDED)))
    rows += run(folder.name, past, target, ALONE | BLENDED, equal, "default")
    weights = dict(zip(BLENDED, blend.weights.round(3).tolist(), strict=True))
    print("  weights", weights, "power", blend.power)
    rows += run(folder.name, past, target, best, blend, "searched")
    write_results(RESULTS / "quality.jsonl", rows, ("dataset", "method", "setting"))


if __name__ == "__main__":
    main()
