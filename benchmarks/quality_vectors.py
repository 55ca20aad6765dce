"""How well each encoder's vectors say what comes next, beside the plain ways, in one table.

Amazon Beauty: the last item of each user, ranked among all items but those of the history. Online
Retail II: what is bought from 2011-09-09 on, among items new to the user and among all. A list is
the ten items with the largest product of user's and item's vector. Networks stop on what is known:
the last item but one, or the last 28 days before the cut. Where KINDRED_LLM_BASE_URL and
KINDRED_LLM_EMBEDDING_MODEL name an embedding model, its vectors are judged too. Rows of
results/vectors.jsonl: Recall@10 and NDCG@10, means over users with a bootstrap interval of 95 %,
and processor seconds of this process. Settings are chosen a step earlier (--earlier: the last item
but one, the quarter before), which is not kept.

    KINDRED_TEST_DATA=<folder> python benchmarks/quality_vectors.py --only gru --data amazon_beauty
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import time
from pathlib import Path

import numpy as np
from results import RESULTS, write_results
from scipy.sparse import csr_matrix
from vector_shops import CUT, EARLIER_CUT, Task, beauty, last_items, retail

from kindred.evaluation import user_means
from kindred.metrics import user_metrics
from kindred.sequences import ENCODERS, Epoch, Options, Sequences, encode, fit, sequences
from kindred.text_vectors import fit_text_space, text_vectors
from kindred.vectors import ItemVectors, best_items, fit_spectral, fold_in, narrowed, unit
from kindred_warehouse.llm_embeddings import TEXTS_AT_ONCE
from kindred_warehouse.llm_endpoint import Endpoint, Settings

N, WIDTH, SEED = 10, 64, 20260101
DAY = 86_400.0
SHOPS = {"amazon_beauty": beauty, "online_retail_ii": retail}
EARLIER = {"amazon_beauty": {"left_out": 1}, "online_retail_ii": {"cut": EARLIER_CUT, "end": CUT}}


def popularity(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """(user vectors, item vectors) of one dimension: how many users touched the item."""
    holders = np.diff(task.known.tocsc().indptr).astype(float)
    return np.ones((task.shape[0], 1)), holders[:, None]


def spectral(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Vectors from the decomposition of who touched what."""
    vectors = fit_spectral(task.known, width=WIDTH, seed=SEED)
    return fold_in(task.known, vectors), vectors.values


def text(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Vectors from titles."""
    titles = titles_of(task)
    space = fit_text_space(titles, width=WIDTH, seed=SEED)
    values = text_vectors(titles, space)
    vectors = ItemVectors(values, np.ones(len(values)), space.dimension)
    return fold_in(task.known, vectors), values


def titles_of(task: Task) -> list[str]:
    """Of every item, "" where there is none."""
    titles = task.events.groupby("item")["title"].first()
    return titles.reindex(range(task.shape[1]), fill_value="").tolist()


def llm(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Vectors from titles by the embedding model that the environment names."""
    titles, values = titles_of(task), []
    limits = {"calls": len(titles), "calls_per_minute": 60_000, "timeout_seconds": 60}
    endpoint = Endpoint(Settings.from_environment(), **limits)
    for start in range(0, len(titles), TEXTS_AT_ONCE):
        endpoint.take()
        values += endpoint.embed(titles[start : start + TEXTS_AT_ONCE])
    values, dimension = narrowed(np.array(values, dtype=np.float32), WIDTH)
    values = unit(values).astype(np.float32)
    return fold_in(task.known, ItemVectors(values, np.ones(len(values)), dimension)), values


def past_of(task: Task, users=None) -> tuple[Sequences, float]:
    """(the events of all or some users, from when on they judge the training of a network)."""
    rows, by_order = task.events, "last_item" in task.targets
    rows = rows if users is None else rows[rows["user"].isin(users)]
    price = rows.groupby("item")["price"].transform("median").rank(pct=True).to_numpy()
    level = np.zeros(len(rows), int) if by_order else np.ceil(price * 5).astype(int)
    columns = (rows[name].to_numpy() for name in ("user", "item", "at"))
    return sequences(*columns, price_level=level), 0.0 if by_order else -28 * DAY


def network(encoder: str, task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Vectors by a sequence network."""
    past, validation_from = past_of(task)
    found = fit(
        past,
        n_items=task.shape[1],
        encoder=encoder,
        options=Options(width=WIDTH, seed=SEED),
        validation_from=validation_from,
        report=lambda epoch: print(encoder, *Epoch(*epoch), flush=True),
    )
    users = np.zeros((task.shape[0], WIDTH), np.float32)
    users[past.users] = encode(found, past)
    return users, found.items


def by_vectors(vectors):
    """A way to recommend: the largest products of (user vectors, item vectors)."""

    def lists(task: Task, users, exclude):
        of_users, items = vectors
        return best_items(of_users[users], items, n=N, exclude=exclude)

    return lists


def item_cosine(task: Task, users, exclude: csr_matrix | None):
    """The plain one: touched by the same users as the items of the history, 100 nearest of each."""
    from kindred.recommenders.pairs import item_scores
    from kindred.similarities import cosine_top_k

    near = cosine_top_k(task.known.T.tocsr(), k=100, threads=1)
    return item_scores(task.known[users], near).recommend(n=N, exclude=exclude)


def recommender(name: str):
    """A recommender of the house, where it is there."""

    def lists(task: Task, users, exclude):
        from kindred.recommenders import SHOP_DEFAULTS, Events, history

        rows = task.events
        age_days = -rows["at"].to_numpy() / (1 if "last_item" in task.targets else DAY)
        events = Events(rows["user"].to_numpy(), rows["item"].to_numpy(), age_days)
        scores = SHOP_DEFAULTS[name].fit(history(task.known, events=events), threads=1)
        whole = None
        if exclude is not None:
            chosen = csr_matrix((np.ones(len(users)), (users, range(len(users)))))
            chosen.resize(task.shape[0], len(users))
            whole = (chosen @ exclude).tocsr()
        found = scores.recommend(users, n=N, exclude=whole, threads=1)
        place = np.full(task.shape[0], -1)
        place[users] = np.arange(len(users))
        return type(found)(place[found.user], *(getattr(found, x) for x in FIELDS))

    return lists


FIELDS = ("item", "score", "rank", "divisor")


def methods(task: Task) -> dict:
    """Name -> function that learns from the task and gives a way to recommend."""
    found = {
        "popularity": lambda: by_vectors(popularity(task)),
        "item_cosine": lambda: item_cosine,
    }
    found |= {name: lambda name=name: recommender(name) for name in ("transitions", "linear")}
    found["spectral"] = lambda: by_vectors(spectral(task))
    if task.events["title"].any():
        found["text"] = lambda: by_vectors(text(task))
        if os.environ.get("KINDRED_LLM_EMBEDDING_MODEL"):
            found["llm"] = lambda: by_vectors(llm(task))
    if importlib.util.find_spec("torch"):
        found |= {name: lambda name=name: by_vectors(network(name, task)) for name in ENCODERS}
    else:
        print(f"{', '.join(ENCODERS)} skipped: they need the extra deep, pip install -e '.[deep]'.")
    return found


def measure(task: Task, only: list[str], keep: bool) -> None:
    """Every method on every target of a shop; `keep`: each is written down once it is known."""
    for method, learn in methods(task).items():
        if only and method not in only:
            continue
        started = time.process_time()
        lists, seconds, rows = learn(), None, []
        for target, (relevant, exclude) in task.targets.items():
            users = np.flatnonzero(np.diff(relevant.indptr))
            excluded = None if exclude is None else exclude[users]
            found = lists(task, users, excluded)
            seconds = seconds or round(time.process_time() - started, 1)
            metrics = user_metrics(found, relevant[users], N)
            row = {"dataset": task.name, "method": method, "setting": target}
            if method == "llm":
                row["model"] = Settings.from_environment().embedding_model
            judged = ("recall", "ndcg")
            means = user_means(np.column_stack([metrics[name] for name in judged]), seed=SEED)
            for name, mean, *bounds in zip(judged, means.mean, *means.interval(), strict=True):
                row[f"{name}_at_{N}"] = round(float(mean), 4)
                row[f"{name}_interval"] = [round(float(bound), 4) for bound in bounds]
            rows.append(row | {"users": len(users), "cpu_seconds": seconds})
            print(rows[-1], flush=True)
        if keep:
            write_results(RESULTS / "vectors.jsonl", rows, ("dataset", "method", "setting"))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--data", nargs="+", choices=SHOPS, default=list(SHOPS))
    parser.add_argument("--earlier", action="store_true")
    parser.add_argument("--sequences", type=Path, help="another folder with sequences.parquet")
    parser.add_argument("--folder", type=Path, default=os.environ.get("KINDRED_TEST_DATA"))
    arguments = parser.parse_args()
    if arguments.sequences is not None:
        measure(last_items(arguments.sequences), arguments.only, keep=True)
        return
    if arguments.folder is None:
        parser.error("give --folder, the folder of the test data, or set KINDRED_TEST_DATA.")
    for name in arguments.data:
        how = EARLIER[name] if arguments.earlier else {}
        task = SHOPS[name](Path(arguments.folder), **how)
        measure(task, arguments.only, keep=not arguments.earlier)


if __name__ == "__main__":
    main()
