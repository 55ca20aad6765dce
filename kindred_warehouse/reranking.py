"""From the features of proposed pairs to how probable each of them is to be bought."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.metrics import is_relevant
from kindred.reranking import fit_reranker, probabilities
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import cut_table, read_cut

KEYS = ("user_idx", "item_idx")
USERS_PER_CHUNK = 20_000  # affects memory, not results


def reranked(features, relevant, *, min_users: int, seed: int) -> pa.Table:
    """One row per pair of int_reranker_features at the cuts test and release, with a probability.

    relevant: int_relevant_items. The model of a task learns at the validation cut, from what was
    bought between there and the test cut. With fewer than min_users users who bought anything
    proposed there, nothing is learned, and the blend's score stands for it.
    """
    names = feature_names(features)
    tables = []
    for task in ("new_items", "all_items"):
        pairs, bought = (rows.filter(f"task = '{task}'") for rows in (features, relevant))
        model = _learned(pairs, bought, names, min_users, seed)
        for cut in ("test", "release"):
            ((last,),) = pairs.filter(f"cut = '{cut}'").max("user_idx").fetchall()
            for first in range(0, (last or 0) + 1, USERS_PER_CHUNK):
                chunk = f"user_idx >= {first} and user_idx < {first + USERS_PER_CHUNK}"
                tables.append(_scored(pairs.filter(chunk), cut, task, names, model))
    return pa.concat_tables(tables)


def _learned(pairs, relevant, names: list[str], min_users: int, seed: int):
    """The model of the pairs of a task, or None."""
    cut = "validation"
    rows = read_cut(pairs, cut, [*KEYS], names)
    bought = read_cut(relevant, cut, [*KEYS], [])
    shape = tuple(
        1 + max(int(part[side].max(initial=-1)) for part in (rows, bought)) for side in KEYS
    )
    truth = interaction_matrix(
        *(bought[side] for side in KEYS), np.ones(len(bought["user_idx"])), shape
    )
    is_bought = is_relevant(truth, rows["user_idx"], rows["item_idx"])
    if len(np.unique(rows["user_idx"][is_bought])) < min_users:
        return None
    return fit_reranker(feature_matrix(rows, names), is_bought, seed=seed)


def _scored(pairs, cut: str, task: str, names: list[str], model) -> pa.Table:
    """The rows of a cut, with the model's probability."""
    rows = read_cut(pairs, cut, [*KEYS], names)
    told = (
        rows["blend_score"] if model is None else probabilities(model, feature_matrix(rows, names))
    )
    return cut_table(cut, task=task, **{side: rows[side] for side in KEYS}, probability=told)


def feature_names(features) -> list[str]:
    """The columns of int_reranker_features that a model learns from."""
    return [name for name in features.columns if name not in ("cut", "task", *KEYS)]


def feature_matrix(rows: dict, names: list[str]) -> np.ndarray:
    """float64 [n_pairs x n_features], nan for null."""
    columns = [np.ma.masked_array(rows[name], dtype=np.float64).filled(np.nan) for name in names]
    return np.column_stack(columns)
