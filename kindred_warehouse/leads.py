"""How far lists are ahead of popularity at a cut where what was bought later is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kindred.evaluation import user_means
from kindred.metrics import user_metrics
from kindred.recommenders.blend import Proposals
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import cut_table, read_cut

BASELINE = "popular"
TASKS = ("new_items", "all_items")


@dataclass(frozen=True)
class Lists:
    """Items of users in their order; three arrays of one length, rank from 1."""

    user: np.ndarray
    item: np.ndarray
    rank: np.ndarray


def read_lists(rows, cut: str, rank: str = "rank") -> Lists:
    """The lists of a relation with user_idx, item_idx and the named rank."""
    found = read_cut(rows, cut, ["user_idx", rank], ["item_idx"])
    return Lists(found["user_idx"], found["item_idx"], found[rank])


def read_relevant(cut: str, task: str, relations: dict):
    """CSR [n_users x n_items], not zero where a user who was known by then was to be found.

    relations: int_recommendation_candidates, int_relevant_items and int_target_users.
    """
    proposed, relevant = (
        relations[name].filter(f"task = '{task}'")
        for name in ("int_recommendation_candidates", "int_relevant_items")
    )
    known = read_cut(relations["int_target_users"].filter("is_known"), cut, ["user_idx"], [])
    rows = read_cut(relevant, cut, ["user_idx", "item_idx"], [])
    shape = tuple(
        1 + max(int(rows[side].max(initial=-1)), proposed.max(side).fetchall()[0][0] or 0)
        for side in ("user_idx", "item_idx")
    )
    judged = np.isin(rows["user_idx"], known["user_idx"])
    places = rows["user_idx"][judged], rows["item_idx"][judged]
    return interaction_matrix(*places, np.ones(judged.sum()), shape)


def read_baseline(cut: str, task: str, relations: dict) -> Lists:
    """What popularity proposes; relations: int_recommendation_candidates."""
    proposed = relations["int_recommendation_candidates"]
    return read_lists(proposed.filter(f"task = '{task}' and recommender = '{BASELINE}'"), cut)


def lead_low(
    lists: Lists | Proposals, baseline: Lists, relevant, *, n: int, min_users: int, seed: int
) -> float:
    """Low end of the 95 % interval of the mean lead on the baseline in NDCG@n, user by user.

    relevant: as of `read_relevant`. NaN with fewer than min_users (or no) users to judge by.
    """
    ours, theirs = (user_metrics(each, relevant, n)["ndcg"] for each in (lists, baseline))
    if len(ours) < max(min_users, 1):
        return np.nan
    low, _ = user_means((ours - theirs)[:, None], seed=seed).interval()
    return float(low[0])


def reranker_leads(reranked, relations: dict, **options) -> pa.Table:
    """One row per task: `lead_low` of the re-ranked lists of the validation cut.

    reranked: int_reranked_candidates, where each half of those users was ordered by a model that
    learned from the other half; options: n, min_users and seed.
    """
    cut, tables = "validation", []
    for task in TASKS:
        lists = read_lists(reranked.filter(f"task = '{task}'"), cut, "reranked_rank")
        known = read_baseline(cut, task, relations), read_relevant(cut, task, relations)
        lead = lead_low(lists, *known, **options)
        tables.append(cut_table(cut, task=task, lead_low=np.array([lead])))
    return pa.concat_tables(tables)
