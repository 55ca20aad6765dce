"""What vectors cost, beside the obvious way, in one run and on one thread.

    python benchmarks/vector_speed.py [--parts spectral text epochs]

spectral: fit and all users, from ten million made events of 100,000 users and 20,000 items, beside
scikit-learn's TruncatedSVD on the same matrix. text: vectors of a million made titles, beside
TfidfVectorizer (words, and pieces of words) and TruncatedSVD on a hundredth of them. epochs: one
epoch of each network on Amazon Beauty, beside the same module with a full soft-max. Rows of
results/vector_speed.jsonl, in processor seconds, with the most memory the process held so far.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

import numpy as np
from results import RESULTS, write_results
from scipy.sparse import csr_matrix, hstack

from kindred.vectors import fit_spectral, fold_in

WIDTH, SEED = 64, 1
EVENTS, USERS, ITEMS = 10_000_000, 100_000, 20_000
TEXTS, SHARE = 1_000_000, 100


def timed(dataset: str, method: str, function) -> None:
    """Runs the function and writes down what it cost."""
    started = time.perf_counter(), time.process_time()
    function()
    ended = time.perf_counter(), time.process_time()
    row = {"dataset": dataset, "method": method}
    row |= {
        "seconds": round(ended[0] - started[0], 1),
        "cpu_seconds": round(ended[1] - started[1], 1),
    }
    row["peak_gib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
    print(row, flush=True)
    write_results(RESULTS / "vector_speed.jsonl", [row], ("dataset", "method"))


def spectral(folder: Path) -> None:
    """Ten million events."""
    from sklearn.decomposition import TruncatedSVD

    rng = np.random.default_rng(SEED)
    activity = rng.lognormal(0, 1.1, USERS)
    appeal = 1 / np.arange(1, ITEMS + 1) ** 0.9
    users = rng.choice(USERS, EVENTS, p=activity / activity.sum())
    items = rng.choice(ITEMS, EVENTS, p=appeal / appeal.sum())
    strengths = csr_matrix((np.ones(EVENTS), (users, items)), shape=(USERS, ITEMS))
    dataset = f"{EVENTS} events, {strengths.nnz} pairs"

    def ours():
        fold_in(strengths, fit_spectral(strengths, width=WIDTH, seed=SEED))

    timed(dataset, "spectral", ours)
    peer = TruncatedSVD(WIDTH, random_state=SEED)
    timed(dataset, "TruncatedSVD", lambda: peer.fit_transform(strengths))


def text(folder: Path) -> None:
    """A million titles of four to seven words out of twenty thousand."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    from kindred.text_vectors import fit_text_space, text_vectors

    rng = np.random.default_rng(SEED)
    letters = np.array(list("abcdefghijklmnoprstuvw"))
    words = ["".join(rng.choice(letters, size)) for size in rng.integers(3, 11, 20_000)]
    share = 1 / np.arange(1, len(words) + 1) ** 0.9
    chosen = rng.choice(len(words), (TEXTS, 7), p=share / share.sum())
    lengths = rng.integers(4, 8, TEXTS)
    titles = [
        " ".join(words[place] for place in row[:length])
        for row, length in zip(chosen.tolist(), lengths, strict=True)
    ]

    def ours(texts):
        text_vectors(texts, fit_text_space(texts, width=WIDTH, seed=SEED))

    def peers(texts):
        halves = (
            TfidfVectorizer(token_pattern=r"\w+"),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)),
        )
        terms = hstack([half.fit_transform(texts) for half in halves], format="csr")
        TruncatedSVD(WIDTH, random_state=SEED).fit_transform(terms)

    few = titles[: TEXTS // SHARE]
    timed(f"{len(few)} titles", "TfidfVectorizer and TruncatedSVD", lambda: peers(few))
    timed(f"{len(few)} titles", "text", lambda: ours(few))
    timed(f"{TEXTS} titles", "text", lambda: ours(titles))


def epochs(folder: Path) -> None:
    """One epoch of each network, and the same with all items to compare with."""
    from dataclasses import replace

    from vector_shops import beauty

    from kindred.sequences import ENCODERS, Options, fit, sequences

    task = beauty(folder)
    columns = (task.events[name].to_numpy() for name in ("user", "item", "at"))
    past = sequences(*columns)
    options = Options(width=WIDTH, seed=SEED, max_epochs=1)
    settings = {"n_items": task.shape[1], "validation_from": 0.0}
    for encoder in ENCODERS:
        for method, negatives in (("512 shared negatives", 512), ("full soft-max", task.shape[1])):
            chosen = replace(options, negatives=negatives)
            timed(
                "amazon_beauty, one epoch",
                f"{encoder}, {method}",
                lambda encoder=encoder, chosen=chosen: fit(
                    past, encoder=encoder, options=chosen, **settings
                ),
            )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = {"spectral": spectral, "text": text, "epochs": epochs}
    parser.add_argument("--parts", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--folder", type=Path, default=os.environ.get("KINDRED_TEST_DATA", "."))
    arguments = parser.parse_args()
    for part in arguments.parts:
        parts[part](Path(arguments.folder))


if __name__ == "__main__":
    main()
