"""Are the planted kinds of customer found? Kindred with its defaults beside a notebook, by shop.

Each shop is generated from a seed with kinds of customer of its own (seed 0: the demo shop). The
notebook counts, raw or on a log scale, standardises, and takes scikit-learn's k-means with ten
starts; of k = 5 to 7 it keeps the one with the best silhouette, or is told the best by the truth.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

import duckdb
import numpy as np
from shop_generator.demo_shop import build_demo_shop, write_demo_shop
from shop_generator.other_personas import draw_personas
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "benchmarks" / "results" / "planted_shops.jsonl"
DEMO_SEED = 20260101
NOTEBOOK = """
    select
        user_id,
        date_diff('day', max(event_at), timestamp '2026-01-01') as recency_days,
        date_diff('day', min(event_at), timestamp '2026-01-01') as tenure_days,
        count(*) as events_count,
        count(*) filter (event_type = 'view') as views_count,
        count(*) filter (event_type = 'search') as searches_count,
        count(*) filter (event_type = 'cart') as carts_count,
        count(*) filter (event_type = 'refund') as refunds_count,
        count(distinct order_id) as orders_count,
        count(distinct item_id) as items_count,
        count(distinct event_at::date) as days_count,
        coalesce(sum(quantity * unit_price) filter (event_type = 'purchase'), 0) as money_amount,
        coalesce(avg(unit_price) filter (event_type = 'purchase'), 0) as price_amount,
        avg((hour(event_at) < 6)::int) as night_share,
        avg((hour(event_at) between 6 and 11)::int) as morning_share,
        avg((hour(event_at) between 12 and 17)::int) as afternoon_share,
        avg((hour(event_at) >= 18)::int) as evening_share,
        avg((isodow(event_at) >= 6)::int) as weekend_share
    from read_parquet('{folder}/events.parquet')
    where user_id is not null and event_at < timestamp '2026-01-01'
    group by user_id
    order by user_id
"""


def main() -> None:
    """Appends one line for each shop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(10)))
    RESULTS.parent.mkdir(exist_ok=True)
    for seed in parser.parse_args().seeds:
        with tempfile.TemporaryDirectory() as folder, RESULTS.open("a") as results:
            line = json.dumps(measured(seed, Path(folder)))
            print(line, flush=True)
            results.write(line + "\n")


def measured(seed: int, folder: Path) -> dict:
    """Adjusted Rand indexes against the planted truth of one shop."""
    shop = build_demo_shop(seed, draw_personas(seed)) if seed else build_demo_shop(DEMO_SEED)
    write_demo_shop(shop, folder, folder / "truth")
    truth = shop.personas.set_index("user_id")["persona"]
    segments = kindred_segments(folder)
    return {
        "seed": seed,
        "kinds_count": truth.nunique(),
        "kindred_segments_count": segments["segment_id"].nunique(),
        "kindred": index(truth, segments["user_id"], segments["segment_id"]),
        **notebook(folder, truth),
    }


def index(truth, users, labels) -> float:
    """The adjusted Rand index, to three digits."""
    return round(adjusted_rand_score(truth.reindex(users).fillna("none"), labels), 3)


def kindred_segments(folder: Path):
    """user_segments of a build with the defaults, without recommendations."""
    inputs = {name: str(folder / f"{name}.parquet") for name in ("events", "items", "users")}
    values = json.dumps(inputs | {"reviews": str(folder / "reviews.parquet")})
    environment = {
        **os.environ,
        "KINDRED_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "KINDRED_PUBLISHED": str(folder / "published.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    select = ["--select", "+user_segments", "--exclude-resource-type", "test", "unit_test"]
    command = ["dbt", "build", "--quiet", *select, "--vars", values]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.sql("select user_id, segment_id from kindred.user_segments").df()


def notebook(folder: Path, truth) -> dict:
    """What plain k-means on counts reaches, raw and on a log scale: by silhouette, and at best."""
    counts = duckdb.sql(NOTEBOOK.format(folder=folder)).df()
    found = {}
    for scale, values in (("raw", counts.iloc[:, 1:]), ("log", np.log1p(counts.iloc[:, 1:]))):
        table = ((values - values.mean()) / values.std()).fillna(0).to_numpy()
        tried = []
        for k in (5, 6, 7):
            labels = KMeans(k, n_init=10, random_state=0).fit_predict(table)
            width = silhouette_score(table, labels, sample_size=2000, random_state=0)
            tried.append((width, index(truth, counts["user_id"], labels)))
        found[f"notebook_{scale}"] = max(tried)[1]
        found[f"notebook_{scale}_at_best"] = max(reached for _, reached in tried)
    return found


if __name__ == "__main__":
    main()
