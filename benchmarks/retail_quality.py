"""A real shop: Online Retail II, cut at 2011-09-09, every recommender and their blend.

Purchases with a customer, quantity and price above zero, stock codes that start with five digits.
Judged are users known before the cut, on the items that were known by then: once on items new to
the user, once on all items. The weights of the blend are fitted a quarter earlier, on what was
known on 2011-06-10 and bought until the cut; nothing is chosen on what came after it.
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
from sklearn.feature_extraction.text import CountVectorizer

from kindred.evaluation import user_means
from kindred.metrics import user_metrics
from kindred.recommendations import Candidates
from kindred.recommenders import (
    SHOP_DEFAULTS,
    Events,
    History,
    MatrixFactorization,
    Popular,
    Spectral,
    history,
)
from kindred.recommenders.blend import Blend, Pool, blended, fit_blend, judged

N = 10
THREADS = 2
SEED = 20260101
CUT, VALIDATION_CUT = pd.Timestamp("2011-09-09"), pd.Timestamp("2011-06-10")
CANDIDATES = 2 * N  # of each recommender, which lists are blended from, as in a shop
TASKS = ("new_items", "all_items")
OTHERS = {  # judged, and off by default
    "popular": Popular(),
    "matrix_factorization": MatrixFactorization(),
    "spectral": Spectral(),
}


@dataclass(frozen=True)
class Task:
    """What is known at a cut, what was bought after it, and what is never proposed."""

    past: History
    relevant: csr_matrix
    exclude: csr_matrix | None
    users: np.ndarray


def purchases(folder: Path) -> pd.DataFrame:
    """user, item (dense numbers), bought_at and description of every purchase of a product."""
    rows = pd.read_parquet(folder / "online_retail_ii" / "online_retail_ii.parquet")
    rows = rows[(rows["Quantity"] > 0) & (rows["Price"] > 0) & rows["CustomerID"].notna()]
    rows = rows[rows["StockCode"].str.match(r"\d{5}")]
    users, items = np.unique(rows["CustomerID"]), np.unique(rows["StockCode"])
    return pd.DataFrame(
        {
            "user": np.searchsorted(users, rows["CustomerID"]),
            "item": np.searchsorted(items, rows["StockCode"]),
            "bought_at": rows["InvoiceDate"],
            "description": rows["Description"].fillna(""),
        }
    )


def tasks_at(rows: pd.DataFrame, cut: pd.Timestamp, end: pd.Timestamp) -> dict[str, Task]:
    """Both tasks: known before the cut, bought from it until the end."""
    shape = rows["user"].max() + 1, rows["item"].max() + 1
    before, after = rows[rows["bought_at"] < cut], rows[rows["bought_at"].between(cut, end, "left")]
    strengths, bought = _pairs(before, shape), _pairs(after, shape)
    age_days = (cut - before["bought_at"]) / pd.Timedelta(days=1)
    texts = before.groupby("item")["description"].first().reindex(range(shape[1]), fill_value="")
    past = history(
        strengths,
        events=Events(before["user"].to_numpy(), before["item"].to_numpy(), age_days.to_numpy()),
        features=CountVectorizer(binary=True).fit_transform(texts).astype(float),
    )
    known_items = csr_matrix(np.diff(strengths.tocsc().indptr) > 0).astype(float)
    known_users = csr_matrix(np.diff(strengths.indptr) > 0).astype(float).T
    known = bought.multiply(known_items).multiply(known_users).tocsr()
    new = known - known.multiply(strengths)
    new.eliminate_zeros()
    tasks = {"new_items": (new.tocsr(), strengths), "all_items": (known, None)}
    return {
        name: Task(past, relevant, exclude, np.flatnonzero(np.diff(relevant.indptr)))
        for name, (relevant, exclude) in tasks.items()
    }


def _pairs(rows: pd.DataFrame, shape) -> csr_matrix:
    """CSR of ones, one for each pair that occurs."""
    matrix = csr_matrix((np.ones(len(rows)), (rows["user"], rows["item"])), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def fitted(past: History, models: dict) -> dict:
    """The scores of the recommenders."""
    return {name: model.fit(past, threads=THREADS) for name, model in models.items()}


def blend_of(parts: dict, task: Task) -> Blend:
    """The blend for a task, on the validation cut."""
    return fit_blend(pool_of(parts, task), task.relevant, n=N)


def pool_of(parts: dict, task: Task) -> Pool:
    """What the recommenders propose to the users of the task, as all of them score it."""
    lists = [listed(scores, task) for scores in parts.values()]
    return judged(lists, [*parts.values()], threads=THREADS)


def listed(scores, task: Task) -> Candidates:
    """What a recommender proposes to the users of the task."""
    return scores.recommend(task.users, n=CANDIDATES, exclude=task.exclude, threads=THREADS)


def row(task: str, method: str, metrics: dict, ndcg_lead=None) -> dict:
    """Means, and the bootstrap interval of NDCG or of its lead over the best single one."""
    columns = [metrics["ndcg"]] if ndcg_lead is None else [metrics["ndcg"], ndcg_lead]
    means = user_means(np.column_stack(columns), seed=SEED)
    triples = np.round([means.mean, *means.interval()], 4).T.tolist()
    result = {"dataset": "online_retail_ii", "method": method, "setting": task}
    for name in ("recall", "ndcg", "hit_rate"):
        result[f"{name}_at_{N}"] = round(float(metrics[name].mean()), 4)
    result["ndcg_interval"] = triples[0][1:]
    if ndcg_lead is not None:
        result["ndcg_lead"] = triples[1]
    print(
        f"{task:<11}{method:<21}" + "  ".join(str(x) for x in list(result.values())[3:]), flush=True
    )
    return result


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("KINDRED_TEST_DATA"))
    folder = parser.parse_args().data
    if folder is None:
        parser.error("give the folder of the test data, or set KINDRED_TEST_DATA.")
    rows, started = purchases(Path(folder)), time.perf_counter()
    earlier = tasks_at(rows, VALIDATION_CUT, CUT)
    parts = fitted(earlier["all_items"].past, SHOP_DEFAULTS)
    blends = {name: blend_of(parts, earlier[name]) for name in TASKS}
    tasks = tasks_at(rows, CUT, rows["bought_at"].max() + pd.Timedelta(days=1))
    past = tasks["all_items"].past
    parts, others, results = fitted(past, SHOP_DEFAULTS), fitted(past, OTHERS), []
    for name, task in tasks.items():
        blend = blends[name]
        print(dict(zip(parts, blend.weights.round(3).tolist(), strict=True)), blend.power)
        alone = {
            part: user_metrics(listed(scores, task), task.relevant, N)
            for part, scores in (parts | others).items()
        }
        best = max(alone.values(), key=lambda metrics: metrics["ndcg"].mean())
        results += [row(name, part, metrics) for part, metrics in alone.items()]
        metrics = user_metrics(blended(pool_of(parts, task), blend, N), task.relevant, N)
        results.append(row(name, "blend", metrics, metrics["ndcg"] - best["ndcg"]))
    print(f"{time.perf_counter() - started:.0f} s")
    write_results(RESULTS / "quality.jsonl", results, ("dataset", "method", "setting"))


if __name__ == "__main__":
    main()
