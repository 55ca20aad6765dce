"""Interactions to measure on: two public data sets, and generated ones of any size."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

POPULARITY_EXPONENT = 0.9
ACTIVITY_SIGMA = 1.1
SEED = 1
# users, items and draws, of which some fall on the same pair
GENERATED = {
    "generated_11m": (200_000, 50_000, 13_300_000),
    "generated_23m": (400_000, 60_000, 26_500_000),
}
DATASETS = ("gowalla", "online_retail_ii", *GENERATED)


def pairs(dataset: str) -> tuple[np.ndarray, np.ndarray]:
    """Distinct (user, item) pairs as int32 indexes, sorted; None where the data are not there."""
    if dataset in GENERATED:
        user, item = drawn(*GENERATED[dataset])
    elif dataset == "gowalla":
        user, item = read(f"{folder()}/gowalla/train.parquet", "user_id, item_id")
    else:
        user, item = read(
            f"{folder()}/online_retail_ii/online_retail_ii.parquet",
            "CustomerID, StockCode",
            """where CustomerID is not null and Quantity > 0 and Price > 0
            and regexp_matches(StockCode, '^[0-9]{5}')""",
        )
    n_items = int(item.max()) + 1
    key = np.unique(user.astype(np.int64) * n_items + item)
    return (key // n_items).astype(np.int32), (key % n_items).astype(np.int32)


def folder() -> Path:
    """Where the public data sets are."""
    return Path(os.environ["KINDRED_TEST_DATA"])


def is_there(dataset: str) -> bool:
    """Whether a data set can be read here."""
    known = os.environ.get("KINDRED_TEST_DATA")
    return dataset in GENERATED or bool(known and (Path(known) / dataset).exists())


def read(path: str, columns: str, where: str = ""):
    """Two columns of a Parquet file as dense indexes, in the order of their values."""
    import duckdb

    user, item = columns.split(", ")
    return (
        duckdb.sql(
            f"select dense_rank() over (order by {user}) - 1 as user_idx,"
            f" dense_rank() over (order by {item}) - 1 as item_idx from '{path}' {where}"
        )
        .fetchnumpy()
        .values()
    )


def drawn(n_users: int, n_items: int, draws: int):
    """Independent draws: users log-normally active, items of Zipf popularity in random order."""
    rng = np.random.default_rng(SEED)
    activity = np.cumsum(rng.lognormal(0, ACTIVITY_SIGMA, n_users))
    popularity = np.cumsum(np.arange(1, n_items + 1) ** -POPULARITY_EXPONENT)
    name = rng.permutation(n_items)
    user = np.searchsorted(activity, rng.random(draws) * activity[-1])
    item = np.searchsorted(popularity, rng.random(draws) * popularity[-1])
    return user, name[item]


def strengths(weighting: str, count: int) -> np.ndarray:
    """Ones, or numbers between 0.5 and 1.5."""
    if weighting == "binary":
        return np.ones(count)
    return np.random.default_rng(SEED).random(count) + 0.5
