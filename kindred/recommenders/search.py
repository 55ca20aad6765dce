"""Our own search: settings chosen on a validation part, never on what is judged.

One setting after the other, each of its values, the best is kept: few fits, the same in every
run, and a list of trials that one can read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kindred.metrics import user_metrics
from kindred.recommenders.cosine import ItemCosine, UserCosine
from kindred.recommenders.history import History
from kindred.recommenders.linear import LinearAutoencoder
from kindred.recommenders.spectral import Spectral
from kindred.recommenders.transitions import Transitions

SPACES = {
    ItemCosine: {
        "weighting": ("strength", "binary", "bm25"),
        "target_exponent": (0.0, 0.15, 0.3, 0.5),
        "history_exponent": (0.3, 0.4, 0.5, 0.6),
        "activity_exponent": (0.0, 0.2, 0.35, 0.5),
        "power": (0.75, 1.0, 1.5),
        "neighbours_count": (100, 300, 1000),
    },
    UserCosine: {
        "weighting": ("strength", "binary", "bm25"),
        "popularity_exponent": (0.0, 0.15, 0.25, 0.35, 0.5),
        "power": (1.0, 1.5, 2.0),
        "neighbour_exponent": (0.3, 0.4, 0.5, 0.6),
        "neighbours_count": (100, 200, 400),
    },
    Transitions: {
        "window": (1, 3, 10),
        "to_exponent": (0.0, 0.15, 0.3, 0.5),
        "from_exponent": (0.3, 0.5, 0.7),
        "history_decay": (0.4, 0.6, 0.8),
        "last_moments": (5, 20),
    },
    LinearAutoencoder: {"ridge": (1.0, 3.0, 10.0), "activity_exponent": (0.0, 0.2, 0.35)},
    Spectral: {"width": (64, 128, 256, 512)},
}


@dataclass(frozen=True)
class Trial:
    """A setting that was tried and its mean NDCG on the validation part."""

    model: object
    ndcg: float


def search(
    model,
    past: History,
    relevant,
    *,
    n: int,
    users,
    exclude=None,
    space=None,
    threads: int = 1,
    engine: str = "python",
) -> list[Trial]:
    """Trials, the best first (the earliest of equals), from the model given.

    past: what may be learned from. relevant: sparse [n_users x n_items], what was held out. users:
    who is judged. exclude: what is never proposed. space: field -> values (default: SPACES of the
    model's class); one sweep over the fields, the best so far staying. threads and engine
    (`products.ENGINES`) affect speed, not results.
    """
    trials = {}

    def ndcg(candidate) -> float:
        if candidate not in trials:
            options = {"threads": threads, "engine": engine}
            scores = _fitted(candidate, past, users, options)
            found = scores.recommend(users, n=n, exclude=exclude, **options)
            trials[candidate] = mean_ndcg(found, relevant, users, n)
        return trials[candidate]

    for field, values in (SPACES[type(model)] if space is None else space).items():
        here = getattr(model, field)
        options = [model, *(replace(model, **{field: v}) for v in values if v != here)]
        model = max(options, key=ndcg)
    tried = [Trial(candidate, value) for candidate, value in trials.items()]
    return sorted(tried, key=lambda trial: -trial.ndcg)


def _fitted(model, past: History, users, options: dict):
    """The model's scores, at least of these users."""
    if not hasattr(model, "neighbours"):
        return model.fit(past, threads=options["threads"])
    only = {"users": users} if isinstance(model, UserCosine) else {}
    return model.apply(past, model.neighbours(past, **only, **options))


def mean_ndcg(candidates, relevant, users, n: int) -> float:
    """Mean NDCG@n over those of the users that have a relevant item; 0 where none has."""
    metrics = user_metrics(candidates, relevant, n)
    judged = np.isin(metrics["user"], users)
    return float(metrics["ndcg"][judged].mean()) if judged.any() else 0.0


def sampled_users(relevant, count: int, seed: int) -> np.ndarray:
    """At most `count` users with a relevant item, drawn with the seed, ascending."""
    users = np.flatnonzero(np.diff(relevant.tocsr().indptr))
    if len(users) <= count:
        return users
    return np.sort(np.random.default_rng(seed).choice(users, count, replace=False))
