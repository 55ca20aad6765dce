"""How good lists are: each metric is a user's own first, and averaged after.

With h the places (1 to n) of a user's list that hold a relevant item, and r the number of the
user's relevant items: recall = |h| / r, precision = |h| / n, hit rate = 1 if any,
NDCG = sum over h of 1 / log2(place + 1), over the same sum for places 1 to min(r, n),
MAP = sum over h of (hits up to there / place), over min(r, n), MRR = 1 / first place of h.

Source: Jarvelin and Kekalainen (2002) for NDCG; Manning, Raghavan and Schuetze (2008), chapter 8.
"""

from __future__ import annotations

import numpy as np

from kindred.products import entries_at

METRICS = ("recall", "precision", "hit_rate", "ndcg", "map", "mrr")


def user_metrics(candidates, relevant, n: int) -> dict[str, np.ndarray]:
    """Metric -> float64 [n_judged], and "user": the judged users, those with a relevant item.

    candidates: lists with user, item, rank; places beyond n are left out. relevant: sparse
    [n_users x n_items], not zero where the item is relevant. A judged user without a list has 0.
    """
    relevant = relevant.tocsr()
    counts = np.diff(relevant.indptr)
    users = np.flatnonzero(counts)
    listed = candidates.rank <= n
    user, item = candidates.user[listed], candidates.item[listed]
    hits = np.zeros((relevant.shape[0], n))
    found = is_relevant(relevant, user, item)
    hits[user[found], candidates.rank[listed][found] - 1] = 1.0
    hits, counts = hits[users], counts[users]
    place = np.arange(1, n + 1)
    gain = 1 / np.log2(place + 1)
    reachable = np.minimum(counts, n)
    return {
        "user": users,
        "recall": hits.sum(axis=1) / counts,
        "precision": hits.mean(axis=1),
        "hit_rate": hits.max(axis=1, initial=0.0),
        "ndcg": hits @ gain / np.cumsum(gain)[reachable - 1],
        "map": (hits * np.cumsum(hits, axis=1) / place).sum(axis=1) / reachable,
        "mrr": (hits / place).max(axis=1, initial=0.0),
    }


def is_relevant(relevant, user, item) -> np.ndarray:
    """bool [n_pairs]: where the CSR matrix relevant holds something at (user[p], item[p])."""
    return entries_at(relevant, user, item) != 0
