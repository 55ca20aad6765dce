"""The notebook a user would write: pandas and scikit-learn, from features to a top 10.

Usage: notebook.py <folder with online_retail_ii.parquet, or events.parquet and items.parquet>
Its last line is JSON: seconds of each step, a checksum, and a note where it cannot go on.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

WEIGHTS = {"view": 1.0, "cart": 3.0, "purchase": 5.0, "refund": -5.0}
NEIGHBOURS, RECOMMENDATIONS = 100, 10


def read_events(folder: Path) -> pd.DataFrame:
    """user, item, at, kind, order, amount; from the publisher's file or the generated one."""
    if (folder / "events.parquet").exists():
        events = pd.read_parquet(folder / "events.parquet")
        events = events.rename(columns={"user_id": "user", "item_id": "item", "event_at": "at"})
        events = events.rename(columns={"event_type": "kind", "order_id": "order"})
        return events.assign(amount=events["quantity"] * events["unit_price"])
    lines = pd.read_parquet(folder / "online_retail_ii.parquet")
    first_ends = lines.loc[lines["sheet"] == "2009-2010", "InvoiceDate"].max()
    lines = lines[(lines["sheet"] == "2009-2010") | (lines["InvoiceDate"] > first_ends)]
    lines = lines[lines["CustomerID"].notna()]
    code = lines["StockCode"].astype(str).str.strip().str.upper()
    return pd.DataFrame(
        {
            "user": lines["CustomerID"],
            "item": code.where(code.str.match(r"^[0-9]{5}")),
            "at": lines["InvoiceDate"],
            "kind": np.where(lines["Quantity"] < 0, "refund", "purchase"),
            "order": lines["Invoice"].astype(str),
            "amount": lines["Quantity"] * lines["Price"],
        }
    )


def user_features(events: pd.DataFrame) -> pd.DataFrame:
    """What each user does, one row a user."""
    now, day, hour = events["at"].max(), events["at"].dt.date, events["at"].dt.hour
    events = events.assign(day=day, hour=hour, weekend=events["at"].dt.day_of_week >= 5)
    users = events.groupby("user")
    bought = events[events["kind"] == "purchase"]
    orders = bought.groupby(["user", "order"]).agg(at=("at", "min"), amount=("amount", "sum"))
    orders = orders.reset_index().sort_values(["user", "at"])
    orders["gap"] = orders.groupby("user")["at"].diff().dt.total_seconds() / 86400
    by_user = orders.groupby("user")
    visits = events.sort_values(["user", "at"])
    new_visit = (visits["user"] != visits["user"].shift()) | (
        visits["at"].diff() > pd.Timedelta(minutes=30)
    )
    features = pd.DataFrame(
        {
            "recency": (now - bought.groupby("user")["at"].max()).dt.days,
            "last_seen": (now - users["at"].max()).dt.days,
            "tenure": (now - users["at"].min()).dt.days,
            "orders": by_user.size(),
            "money": users["amount"].sum(),
            "average_order": by_user["amount"].mean(),
            "gap": by_user["gap"].mean(),
            "gap_variation": by_user["gap"].std() / by_user["gap"].mean(),
            "active_days": users["day"].nunique(),
            "items": users["item"].nunique(),
            "visits": new_visit.groupby(visits["user"]).sum(),
            "weekend_share": users["weekend"].mean(),
            "hour": users["hour"].mean(),
        }
    )
    kinds = pd.crosstab(events["user"], events["kind"])
    return features.join(kinds.add_suffix("_count")).fillna(0)


def segments(features: pd.DataFrame) -> np.ndarray:
    """Five clusters of log-scaled, standardised features."""
    logs = np.sign(features) * np.log1p(features.abs())
    scaled = StandardScaler().fit_transform(logs)
    return KMeans(n_clusters=5, n_init=10, random_state=0).fit_predict(scaled)


def strengths(events: pd.DataFrame) -> pd.DataFrame:
    """Users x items, how strongly each is tied to the other."""
    tied = events.dropna(subset=["item"]).assign(weight=events["kind"].map(WEIGHTS))
    return tied.pivot_table(
        index="user", columns="item", values="weight", aggfunc="sum", fill_value=0.0
    ).clip(lower=0.0)


def recommendations(table: pd.DataFrame, owned: np.ndarray) -> pd.DataFrame:
    """Top 10 of half item, half user cosine over the nearest 100, without what is owned."""
    matrix = table.to_numpy()
    by_item = matrix @ nearest(cosine_similarity(matrix.T))
    by_user = nearest(cosine_similarity(matrix)) @ matrix
    scores = sum(
        part / np.maximum(part.max(axis=1, keepdims=True), 1e-12) for part in (by_item, by_user)
    )
    scores[owned] = -1.0
    best = np.argsort(-scores, axis=1)[:, :RECOMMENDATIONS]
    return pd.DataFrame(
        {
            "user": np.repeat(table.index.to_numpy(), RECOMMENDATIONS),
            "rank": np.tile(np.arange(1, RECOMMENDATIONS + 1), len(table)),
            "item": table.columns.to_numpy()[best.ravel()],
        }
    )


def nearest(similarities: np.ndarray) -> np.ndarray:
    """The similarities without the diagonal and all but the 100 largest of each row."""
    np.fill_diagonal(similarities, 0.0)
    if len(similarities) > NEIGHBOURS:
        least = np.partition(similarities, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
        similarities[similarities < least[:, None]] = 0.0
    return similarities


def dense_gib(users_count: int, items_count: int) -> float:
    """The least that the dense way holds at once: users x users, and users x items three times."""
    return 8 * (users_count**2 + 3 * users_count * items_count) / 2**30


def machine_gib() -> float:
    """All memory of the machine."""
    import os

    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def main() -> None:
    """The notebook, cell by cell."""
    moments = [time.perf_counter()]
    events = read_events(Path(sys.argv[1]))
    moments.append(time.perf_counter())
    features = user_features(events)
    labels = segments(features)
    moments.append(time.perf_counter())
    steps = {"read": moments[1] - moments[0], "features and k-means": moments[2] - moments[1]}
    steps["cosine and top 10"], checksum, note = None, None, None
    users_count, items_count = events["user"].nunique(), events["item"].nunique()
    needed = dense_gib(users_count, items_count)
    if needed > machine_gib():
        note = (
            f"dense cosine of {users_count:,} users needs {needed:.0f} GiB or more by its shapes;"
            f" this machine has {machine_gib():.0f}, so it was not tried"
        )
    else:
        table = strengths(events)
        bought = events[events["kind"] == "purchase"].dropna(subset=["item"])
        owned = pd.crosstab(bought["user"], bought["item"]).reindex(
            index=table.index, columns=table.columns, fill_value=0
        )
        lists = recommendations(table, owned.to_numpy() > 0)
        steps["cosine and top 10"] = time.perf_counter() - moments[2]
        lists["segment"] = lists["user"].map(dict(zip(features.index, labels, strict=True)))
        checksum = str(pd.util.hash_pandas_object(lists, index=False).sum() % 1_000_000_007)
    rounded = {name: seconds and round(seconds, 2) for name, seconds in steps.items()}
    print(json.dumps({"steps": rounded, "checksum": checksum, "note": note}))


if __name__ == "__main__":
    main()
