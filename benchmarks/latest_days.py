"""Whether a network foretells better once it has learned anew from the part that it stopped on.

A GRU of some users, stopped as always, beside one that begins anew on all events for as many epochs
as were best; NDCG@10 of what comes next, one cut before those of quality_vectors.py, and the mean
lead with its standard error over users.

    KINDRED_TEST_DATA=<folder> python benchmarks/latest_days.py --users 12000 --data amazon_beauty
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from quality_vectors import SEED, WIDTH, N, past_of
from vector_shops import CUT, EARLIER_CUT, Task, beauty, retail

from kindred.metrics import user_metrics
from kindred.sequences import Network, Options, encode, fit
from kindred.vectors import best_items


def networks(past, n_items: int, validation_from: float) -> tuple[Network, Network]:
    """(the one that stopped on the latest part, the one that learned from it too)."""
    epochs, options = [], Options(width=WIDTH, seed=SEED)
    common = {"n_items": n_items, "encoder": "gru"}
    wanted = {"validation_from": validation_from, "report": epochs.append}
    stopped = fit(past, **common, options=options, **wanted)
    best = max(epochs, key=lambda epoch: epoch.validation_ndcg).number
    options = replace(options, max_epochs=best)
    return stopped, fit(past, **common, options=options, validation_from=np.inf)


def measure(task: Task, count: int) -> None:
    """Print what each target says of both."""
    rng = np.random.default_rng(6)
    chosen = rng.choice(task.shape[0], min(count, task.shape[0]), replace=False)
    past, validation_from = past_of(task, chosen)
    both = networks(past, task.shape[1], validation_from)
    for target, (relevant, exclude) in task.targets.items():
        who = np.intersect1d(np.flatnonzero(np.diff(relevant.indptr)), past.users)
        ndcg = []
        for network in both:
            users = encode(network, past)[np.searchsorted(past.users, who)]
            excluded = None if exclude is None else exclude[who]
            found = best_items(users, network.items, n=N, exclude=excluded)
            ndcg.append(user_metrics(found, relevant[who], N)["ndcg"])
        lead = ndcg[1] - ndcg[0]
        error = lead.std(ddof=1) / len(lead) ** 0.5
        print(
            f"{task.name} {target}, {len(who)} users: stopped {ndcg[0].mean():.4f}, anew"
            f" {ndcg[1].mean():.4f}, lead {lead.mean():.4f} ± {error:.4f}",
            flush=True,
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1600)
    parser.add_argument("--data", nargs="+", default=["amazon_beauty", "online_retail_ii"])
    parser.add_argument("--folder", type=Path, default=os.environ.get("KINDRED_TEST_DATA"))
    arguments = parser.parse_args()
    if arguments.folder is None:
        parser.error("give --folder, the folder of the test data, or set KINDRED_TEST_DATA.")
    shops = {
        "amazon_beauty": lambda folder: beauty(folder, left_out=1),
        "online_retail_ii": lambda folder: retail(folder, EARLIER_CUT, CUT),
    }
    for name in arguments.data:
        measure(shops[name](Path(arguments.folder)), arguments.users)


if __name__ == "__main__":
    main()
