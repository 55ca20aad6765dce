"""Do segments keep their ids when 5 % new users arrive and everything is fitted anew?

Each shop is built twice into one published file: without one user in twenty, then with all. Rows
go to results/identity.jsonl. Beside the published ids stand the raw numbers of the clusters, ours
and those of scikit-learn's KMeans (ten starts) on the same matrix, which carry nothing over.

    python benchmarks/identity.py

Online Retail II is read from the folder that KINDRED_TEST_DATA names; without it that part is left
out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

PROJECT = Path(__file__).resolve().parents[1]
RESULTS = PROJECT / "benchmarks" / "results" / "identity.jsonl"
DEMO_EVENTS = f"from read_parquet('{PROJECT}/seeds/demo_shop/events.parquet')"
ONLINE_RETAIL_EVENTS = """
select
    Invoice || '/' || row_number() over (partition by Invoice) as event_id,
    cast(CustomerID as varchar) as user_id,
    InvoiceDate as event_at,
    case when Quantity < 0 then 'refund' else 'purchase' end as event_type,
    StockCode as item_id,
    case when Quantity >= 0 then Invoice end as order_id,
    Quantity as quantity,
    Price as unit_price
from read_parquet('{}')
where CustomerID is not null and regexp_matches(StockCode, '^[0-9]{{5}}')
"""
# one user in twenty, by a digest of the id
IS_NEW = "coalesce(md5(user_id) < '0ccc', false)"


def main() -> None:
    """Measures, prints, writes."""
    shops = {"demo_shop": (DEMO_EVENTS, {"items": f"{PROJECT}/seeds/demo_shop/items.parquet"})}
    if data := os.environ.get("KINDRED_TEST_DATA"):
        path = Path(data) / "online_retail_ii" / "online_retail_ii.parquet"
        shops["online_retail_ii"] = (ONLINE_RETAIL_EVENTS.format(path), {})
    rows = []
    for name, (events, variables) in shops.items():
        with tempfile.TemporaryDirectory() as folder:
            rows.append({"dataset": name} | measure(Path(folder), events, variables))
        print(json.dumps(rows[-1], indent=2))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("".join(json.dumps(row) + "\n" for row in rows))


def measure(folder: Path, events: str, variables: dict) -> dict:
    """Build twice and compare the users of the first build."""
    duckdb.sql(f"copy (select * from ({events}) where not {IS_NEW}) to '{folder}/old.parquet'")
    duckdb.sql(f"copy ({events}) to '{folder}/all.parquet'")
    before = build(folder, variables | {"events": f"{folder}/old.parquet"})
    after = build(folder, variables | {"events": f"{folder}/all.parquet"})
    old, new = before["users"], after["users"]
    now = {user: place for place, user in enumerate(new)}
    same = np.array([now[user] for user in old])
    return {
        "old_users_count": len(old),
        "new_users_count": len(new) - len(old),
        "segments_count": [len(set(build["segment_id"])) for build in (before, after)],
        "adjusted_rand_index": round(
            adjusted_rand_score(before["segment_id"], after["segment_id"][same]), 4
        ),
        "kept_segment_id_share": kept(before, after, same, "segment_id"),
        "kept_cluster_number_share": kept(before, after, same, "cluster"),
        "kept_scikit_learn_label_share": kept(before, after, same, "scikit_learn"),
    }


def kept(before: dict, after: dict, same: np.ndarray, what: str) -> float:
    return round(float(np.mean(before[what] == after[what][same])), 4)


def build(folder: Path, variables: dict) -> dict[str, np.ndarray]:
    """`dbt build` of the segments; every user with id, cluster number and scikit-learn's label."""
    environment = os.environ | {
        "KINDRED_WAREHOUSE": f"{folder}/working.duckdb",
        "KINDRED_PUBLISHED": f"{folder}/published.duckdb",
        "DBT_TARGET_PATH": f"{folder}/target",
        "DBT_LOG_PATH": f"{folder}/logs",
    }
    command = [Path(sys.executable).with_name("dbt"), "build", "--quiet"]
    values = json.dumps(variables | {"recommendations_enabled": False})
    subprocess.run([*command, "--vars", values], cwd=PROJECT, env=environment, check=True)
    with duckdb.connect(f"{folder}/working.duckdb", read_only=True) as connection:
        rows = connection.sql("""
            select user_index.user_id, members.segment_id, clusters.cluster
            from kindred.user_segments as members
            inner join kindred_behavior.int_user_index as user_index using (user_id)
            inner join kindred_segments.int_user_clusters as clusters
                on clusters.user_idx = user_index.user_idx and clusters.cut = 'release'
            order by user_index.user_idx
        """).fetchnumpy()
        values = connection.sql("""
            select value from kindred_features.int_feature_matrix
            where cut = 'release' order by user_idx, feature
        """).fetchnumpy()["value"]
    users = np.asarray(rows["user_id"].astype(str))
    k = len(np.unique(rows["cluster"]))
    fit = KMeans(k, n_init=10, random_state=0).fit(values.reshape(len(users), -1))
    found = {name: np.asarray(rows[name]) for name in ("segment_id", "cluster")}
    return found | {"users": users, "scikit_learn": fit.labels_}


if __name__ == "__main__":
    main()
