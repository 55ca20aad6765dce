"""What vectors cost, beside the obvious way, each in a process of its own and on one thread.

    python benchmarks/vector_speed.py [--parts spectral text epochs users]

spectral: fit and all users, from ten million made events of 100,000 users and 20,000 items, beside
scikit-learn's TruncatedSVD on the same matrix. text: vectors of a million made titles, beside
TfidfVectorizer (words, and pieces of words) and TruncatedSVD, and a hundredth of both. epochs: one
epoch of each network on Amazon Beauty, beside `plain_networks` with a soft-max over all items.
users: the same ten million events put in order, and every user encoded by a network (with weights
as drawn: trained ones cost the same), beside the plain ones, which read items alone. Rows of
results/vector_speed.jsonl: seconds of the work alone, by the clock and of the processor; peak_gib
is the most that its process ever held, with what it reads and, for networks, PyTorch itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from results import RESULTS, write_results
from scipy.sparse import csr_matrix, hstack

from kindred.sequences import ENCODERS, Options, encode, fit, sequences
from kindred.text_vectors import fit_text_space, text_vectors
from kindred.vectors import fit_spectral, fold_in

WIDTH, SEED = 64, 1
EVENTS, USERS, ITEMS = 10_000_000, 100_000, 20_000
TEXTS, SHARE = 1_000_000, 100
HALF_YEAR = 182 * 86_400
PLAIN_BATCH = 128  # users; as many steps an epoch as ours, which take 1,024 events at a time

Case = tuple[str, Callable[[], object]]  # the name of the data, and the work that is timed


def made_events() -> tuple[np.ndarray, np.ndarray]:
    """(user, item) of EVENTS events: activity log-normal, popularity Zipf-like."""
    rng = np.random.default_rng(SEED)
    activity = rng.lognormal(0, 1.1, USERS)
    appeal = 1 / np.arange(1, ITEMS + 1) ** 0.9
    users = rng.choice(USERS, EVENTS, p=activity / activity.sum())
    return users, rng.choice(ITEMS, EVENTS, p=appeal / appeal.sum())


def made_titles() -> list[str]:
    """TEXTS titles of four to seven words out of twenty thousand."""
    rng = np.random.default_rng(SEED)
    letters = np.array(list("abcdefghijklmnoprstuvw"))
    words = ["".join(rng.choice(letters, size)) for size in rng.integers(3, 11, 20_000)]
    share = 1 / np.arange(1, len(words) + 1) ** 0.9
    chosen = rng.choice(len(words), (TEXTS, 7), p=share / share.sum())
    lengths = rng.integers(4, 8, TEXTS)
    return [
        " ".join(words[place] for place in row[:length])
        for row, length in zip(chosen.tolist(), lengths, strict=True)
    ]


def spectral(peer: bool, folder: Path) -> Case:
    """The decomposition of who touched what, and all users."""
    from sklearn.decomposition import TruncatedSVD

    users, items = made_events()
    strengths = csr_matrix((np.ones(EVENTS), (users, items)), shape=(USERS, ITEMS))
    dataset = f"{EVENTS} events, {strengths.nnz} pairs"
    if peer:
        return dataset, lambda: TruncatedSVD(WIDTH, random_state=SEED).fit_transform(strengths)
    return dataset, lambda: fold_in(strengths, fit_spectral(strengths, width=WIDTH, seed=SEED))


def text(count: int, folder: Path) -> Case:
    """Text vectors of so many titles."""
    titles = made_titles()[:count]

    def ours():
        return text_vectors(titles, fit_text_space(titles, width=WIDTH, seed=SEED))

    return f"{count} titles", ours


def plain_text(count: int, folder: Path) -> Case:
    """The same by scikit-learn."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    titles = made_titles()[:count]
    halves = (
        TfidfVectorizer(token_pattern=r"\w+"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)),
    )

    def peers():
        terms = hstack([half.fit_transform(titles) for half in halves], format="csr")
        return TruncatedSVD(WIDTH, random_state=SEED).fit_transform(terms)

    return f"{len(titles)} titles", peers


def load_optimizer() -> None:
    """Imports what PyTorch puts off until the first step, so that it is not timed."""
    import torch

    weight = torch.zeros(1, requires_grad=True)
    weight.sum().backward()
    torch.optim.Adam([weight]).step()


def epoch(encoder: str, folder: Path) -> Case:
    """One epoch of ours."""
    from vector_shops import beauty

    load_optimizer()
    task = beauty(folder)
    past = sequences(*(task.events[name].to_numpy() for name in ("user", "item", "at")))
    options = Options(width=WIDTH, seed=SEED, max_epochs=1)
    settings = {"n_items": task.shape[1], "options": options, "validation_from": np.inf}
    return "amazon_beauty, one epoch", lambda: fit(past, encoder=encoder, **settings)


def plain_epoch(encoder: str, folder: Path) -> Case:
    """One epoch of the plain network."""
    import plain_networks
    import torch
    from vector_shops import beauty

    load_optimizer()
    torch.manual_seed(SEED)
    task, options = beauty(folder), Options()
    past = sequences(*(task.events[name].to_numpy() for name in ("user", "item", "at")))
    users = plain_networks.histories(past, options.length)
    sizes = {"n_items": task.shape[1], "width": WIDTH, "length": options.length}
    network = plain_networks.PlainNetwork(encoder, **sizes, dropout=options.dropout)
    work = partial(plain_networks.epoch, network, users, PLAIN_BATCH, options.learning_rate)
    return "amazon_beauty, one epoch", work


def in_order(folder: Path) -> Case:
    """Ten million events as sequences."""
    users, items = made_events()
    at = np.random.default_rng(SEED).uniform(0, HALF_YEAR, EVENTS)
    return f"{EVENTS} events", lambda: sequences(users, items, at)


def encoded(encoder: str, folder: Path) -> Case:
    """All users of ten million events by a network."""
    from kindred.sequences.network import kept, new_module

    dataset, ordered = in_order(folder)
    options = Options(width=WIDTH, seed=SEED)
    network = kept(encoder, new_module(encoder, ITEMS, 1, 1, options), 1, 1, options)
    past = ordered()
    return dataset, lambda: encode(network, past)


def plain_encoded(encoder: str, folder: Path) -> Case:
    """The same users by the plain network."""
    import plain_networks

    dataset, ordered = in_order(folder)
    options = Options()
    users = plain_networks.histories(ordered(), options.length)
    sizes = {"n_items": ITEMS, "width": WIDTH, "length": options.length}
    network = plain_networks.PlainNetwork(encoder, **sizes, dropout=0.0)
    return dataset, lambda: plain_networks.encode(network, users, PLAIN_BATCH)


PARTS: dict[str, dict[str, Callable[[Path], Case]]] = {
    "spectral": {"spectral": partial(spectral, False), "TruncatedSVD": partial(spectral, True)},
    "text": {
        "TfidfVectorizer and TruncatedSVD": partial(plain_text, TEXTS // SHARE),
        "text": partial(text, TEXTS // SHARE),
        "text, a million": partial(text, TEXTS),
        "TfidfVectorizer and TruncatedSVD, a million": partial(plain_text, TEXTS),
    },
    "epochs": {
        f"{encoder}, {way}": case
        for encoder in ENCODERS
        for way, case in (
            ("Kindred", partial(epoch, encoder)),
            ("plain PyTorch", partial(plain_epoch, encoder)),
        )
    },
    "users": {"events in order": in_order}
    | {f"{encoder}, all users": partial(encoded, encoder) for encoder in ENCODERS}
    | {f"{encoder}, all users, plain": partial(plain_encoded, encoder) for encoder in ENCODERS},
}


def cost(part: str, method: str, folder: Path) -> dict:
    """Prepares the case, runs it, and says what that took of this process."""
    dataset, work = PARTS[part][method](folder)
    started = time.perf_counter(), time.process_time()
    work()
    ended = time.perf_counter(), time.process_time()
    return {
        "dataset": dataset,
        "method": method,
        "seconds": round(ended[0] - started[0], 1),
        "cpu_seconds": round(ended[1] - started[1], 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--only", nargs="+", help="methods of these parts")
    parser.add_argument("--folder", type=Path, default=os.environ.get("KINDRED_TEST_DATA", "."))
    arguments = parser.parse_args()
    os.environ |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    for part in arguments.parts:
        for method in arguments.only or PARTS[part]:
            with multiprocessing.get_context("spawn").Pool(1) as process:
                row = process.apply(cost, (part, method, Path(arguments.folder)))
            print(row, flush=True)
            write_results(RESULTS / "vector_speed.jsonl", [row], ("dataset", "method"))


if __name__ == "__main__":
    main()
