"""From the features of proposed pairs to how probable each of them is to be bought."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.evaluation import alternate_folds
from kindred.metrics import is_relevant
from kindred.reranking import fit_reranker, probabilities
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import cut_table, read_cut

KEYS = ("user_idx", "item_idx")
USERS_PER_CHUNK = 20_000  # affects memory, not results


def reranked(features, relevant, *, min_users: int, seed: int) -> pa.Table:
    """One row per pair of int_reranker_features, with a probability.

    relevant: int_relevant_items. The model of a task learns at the validation cut, from what was
    bought between there and the test cut; of the pairs of that cut itself, each half of the users
    is told by a model of the other half. With fewer than min_users users who bought anything
    proposed there, nothing is learned, and the blend's score stands for it.
    """
    names = feature_names(features)
    tables = []
    for task in ("new_items", "all_items"):
        pairs, bought = (rows.filter(f"task = '{task}'") for rows in (features, relevant))
        rows, is_bought = _lessons(pairs, bought, names)
        can_learn = len(np.unique(rows["user_idx"][is_bought])) >= min_users
        model = _fitted(rows, is_bought, names, seed) if can_learn else None
        told = _unseen(rows, is_bought, names, seed) if can_learn else _told(None, rows, names)
        tables.append(_table("validation", task, rows, told))
        for cut in ("test", "release"):
            ((last,),) = pairs.filter(f"cut = '{cut}'").max("user_idx").fetchall()
            for first in range(0, (last or 0) + 1, USERS_PER_CHUNK):
                chunk = f"user_idx >= {first} and user_idx < {first + USERS_PER_CHUNK}"
                rows = read_cut(pairs.filter(chunk), cut, [*KEYS], names)
                tables.append(_table(cut, task, rows, _told(model, rows, names)))
    return pa.concat_tables(tables)


def _lessons(pairs, relevant, names: list[str]) -> tuple[dict, np.ndarray]:
    """The rows of the validation cut, and which of them were bought: bool [n_pairs]."""
    cut = "validation"
    rows = read_cut(pairs, cut, [*KEYS], names)
    bought = read_cut(relevant, cut, [*KEYS], [])
    shape = tuple(
        1 + max(int(part[side].max(initial=-1)) for part in (rows, bought)) for side in KEYS
    )
    truth = interaction_matrix(
        *(bought[side] for side in KEYS), np.ones(len(bought["user_idx"])), shape
    )
    return rows, is_relevant(truth, rows["user_idx"], rows["item_idx"])


def _fitted(rows: dict, is_bought, names: list[str], seed: int):
    return fit_reranker(feature_matrix(rows, names), is_bought, seed=seed)


def _told(model, rows: dict, names: list[str]) -> np.ndarray:
    """float64 [n_pairs]: what the model says of each row; without one, what the blend says."""
    if model is None:
        return rows["blend_score"]
    return probabilities(model, feature_matrix(rows, names))


def _unseen(rows: dict, is_bought, names: list[str], seed: int) -> np.ndarray:
    """float64 [n_pairs]: each half of the users by a model of the other half."""
    half = alternate_folds(rows["user_idx"])
    told = np.zeros(len(half))
    for number in (0, 1):
        own, other = (
            {name: column[part] for name, column in rows.items()}
            for part in (half == number, half != number)
        )
        model = _fitted(other, is_bought[half != number], names, seed)
        told[half == number] = _told(model, own, names)
    return told


def _table(cut: str, task: str, rows: dict, probability) -> pa.Table:
    return cut_table(cut, task=task, **{side: rows[side] for side in KEYS}, probability=probability)


def feature_names(features) -> list[str]:
    """The columns of int_reranker_features that a model learns from."""
    return [name for name in features.columns if name not in ("cut", "task", *KEYS)]


def feature_matrix(rows: dict, names: list[str]) -> np.ndarray:
    """float64 [n_pairs x n_features], nan for null."""
    columns = [np.ma.masked_array(rows[name], dtype=np.float64).filled(np.nan) for name in names]
    return np.column_stack(columns)
