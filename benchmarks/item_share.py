"""What user_similarity_max_item_share changes: cost and quality of user cosine, share by share.

Usage: item_share.py <working file of a finished `dbt build`> [...]
Learned and judged at the test cut, by the plain cosine of strengths with 100 neighbours.
"""

import sys
import time
from pathlib import Path

import duckdb
import numpy as np
from measuring import print_rows, write_rows

from kindred.recommenders.pairs import user_scores
from kindred.similarities import cosine_top_k, interaction_matrix
from kindred_warehouse.cuts import read_cut

SHARES = (1.0, 0.2, 0.1, 0.05)
NEIGHBOURS, LENGTH = 100, 10


def relation(connection, name: str):
    """A private table of Kindred's, in whichever schema the project put it."""
    found = connection.execute(
        "select schema_name from duckdb_tables() where table_name = ?", [name]
    ).fetchall()
    return connection.table(f"{found[0][0]}.{name}")


def mean_ndcg(found, bought: set, users: np.ndarray) -> float:
    """NDCG@10 over the users; found: Candidates; bought: pairs user, item that are relevant."""
    gains = 1 / np.log2(np.arange(2, LENGTH + 2))
    hit = np.array([pair in bought for pair in zip(found.user, found.item, strict=True)], bool)
    gained = np.bincount(found.user[hit], gains[found.rank[hit] - 1], users.max() + 1)
    relevant = np.bincount([user for user, _ in bought], minlength=users.max() + 1)
    judged = users[relevant[users] > 0]
    ideal = np.cumsum(gains)[np.minimum(relevant[judged], LENGTH) - 1]
    return float(np.mean(gained[judged] / ideal))


def measured(file: Path) -> list[dict]:
    """A row for each share."""
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = read_cut(
            relation(connection, "int_strengths"),
            "test",
            ["user_idx", "item_idx"],
            ["strength", "is_owned", "is_recommendable"],
        )
        known_then = relation(connection, "int_target_users").filter("is_known")
        targets = read_cut(known_then, "test", ["user_idx"], [])
        future = relation(connection, "int_holdout_items").filter("cut = 'test'")
        future = future.select("user_idx, item_idx").fetchall()
    users, items, strengths = rows["user_idx"], rows["item_idx"], rows["strength"]
    shape = users.max() + 1, items.max() + 1
    matrix = interaction_matrix(users, items, strengths, shape)
    offered, owned = (
        interaction_matrix(users[chosen], items[chosen], strengths[chosen], shape)
        for chosen in (rows["is_recommendable"], rows["is_owned"])
    )
    known = np.intersect1d(targets["user_idx"], users)
    taken = set(zip(users[rows["is_owned"]], items[rows["is_owned"]], strict=True))
    holders = np.bincount(items)
    results = []
    for share in SHARES:
        kept = holders <= share * len(np.unique(users))
        wall, cpu = time.perf_counter(), time.process_time()
        near = cosine_top_k(matrix, k=NEIGHBOURS, rows=known, max_column_share=share, threads=2)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        lists = user_scores(near, offered).recommend(known, n=LENGTH, exclude=owned)
        results.append(
            {
                "dataset": file.parent.name,
                "method": f"user cosine, items of at most {share:.0%} of users",
                "seconds": round(wall, 2),
                "cpu_seconds": round(cpu, 2),
                "peak_gib": None,
                "checksum": str(int(near.neighbour.astype(np.int64).sum())),
                "items_left_out": int(np.count_nonzero(~kept)),
                "multiply_adds": int(np.sum(holders[kept].astype(np.int64) ** 2)),
                "pairs": len(near.source),
                "ndcg_at_10": round(mean_ndcg(lists, set(future) - taken, targets["user_idx"]), 4),
            }
        )
        extra = ("items_left_out", "multiply_adds", "pairs", "ndcg_at_10")
        results[-1]["note"] = ", ".join(f"{name} {results[-1][name]}" for name in extra)
    return results


def main() -> None:
    """Measures, writes, prints."""
    rows = [row for file in sys.argv[1:] for row in measured(Path(file))]
    print_rows(rows)
    print(f"Written to {write_rows('item_share', rows)}")


if __name__ == "__main__":
    main()
