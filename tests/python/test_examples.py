"""The two real shops, each built as its README says, beside what pandas makes of the raw files.

They need the publishers' data: KINDRED_TEST_DATA, with online_retail_ii/ and olist_sample20/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import PROJECT

DATA = os.environ.get("KINDRED_TEST_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="KINDRED_TEST_DATA is not set")
COPIED = [
    "dbt_project.yml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "models",
    "python_models",
    "macros",
    "seeds",
    "tests",
    "kindred",
    "kindred_warehouse",
    "profiles",
    "examples",
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of the project without environments or build results."""
    folder = tmp_path_factory.mktemp("clone")
    ignored = shutil.ignore_patterns(".venv", "target", "logs", "dbt_packages", "*.duckdb*")
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    # both ask for the same environment: one of them makes it
    one, other = folder / "examples" / "online_retail", folder / "examples" / "olist"
    assert (one / "requirements.txt").read_text() == (other / "requirements.txt").read_text()
    (one / ".venv").mkdir()
    (other / ".venv").symlink_to(one / ".venv")
    return folder


def build(clone: Path, example: str, data: str):
    """`make build` of an example; a connection to what it published."""
    folder = clone / "examples" / example
    hidden = ("KINDRED_", "DBT_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    done = subprocess.run(
        ["make", "build", f"DATA={Path(DATA) / data}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return duckdb.connect(str(folder / "warehouse" / "published.duckdb"), read_only=True)


def test_online_retail(clone):
    raw = pd.read_parquet(Path(DATA) / "online_retail_ii" / "online_retail_ii.parquet")
    first_sheet_ends = raw.loc[raw["sheet"] == "2009-2010", "InvoiceDate"].max()
    once = raw[(raw["sheet"] == "2009-2010") | (raw["InvoiceDate"] > first_sheet_ends)]
    named = once[once["CustomerID"].notna()]
    customer = named[named["CustomerID"].astype(float) == 12347]
    with build(clone, "online_retail", "online_retail_ii") as shop:
        rejected = shop.sql("select reason, count(*) from kindred.rejected_rows group by 1")
        assert rejected.fetchall() == [("missing_user", int(once["CustomerID"].isna().sum()))]
        assert shop.sql("select count(*) from kindred.user_segments").fetchall() == [
            (named["CustomerID"].nunique(),)
        ]
        ((net,),) = shop.sql(
            "select net_amount from kindred.user_features where user_id = '12347'"
        ).fetchall()
        assert net == pytest.approx((customer["Quantity"] * customer["Price"]).sum(), abs=1e-6)
        # the wholesaler with 600,000 pounds neither is a segment nor pushes all others into one
        ((least, most),) = shop.sql(
            "select min(users_share), max(users_share) from kindred.segments"
        ).fetchall()
        assert least > 0.03
        assert most < 0.5
        scores = dict(
            shop.sql(
                "select recommender, value from kindred.recommendation_evaluation"
                " where metric = 'ndcg_at_10' and task = 'new_items' and slice = 'all'"
            ).fetchall()
        )
        assert scores["published"] > scores["popularity"]


def test_olist(clone):
    folder = Path(DATA) / "olist_sample20"
    orders, lines, people = (
        pd.read_parquet(folder / f"{name}.parquet")
        for name in ("orders", "order_items", "customers")
    )
    sold = orders.merge(people, on="customer_id").merge(lines, on="order_id")
    kept = sold[~sold["order_status"].isin(["canceled", "unavailable"])]
    with build(clone, "olist", "olist_sample20") as shop:
        ((last,),) = shop.sql(
            "select as_of at time zone 'UTC' at time zone 'America/Sao_Paulo' from kindred.releases"
        ).fetchall()
        kept = kept[kept["order_purchase_timestamp"] < last]
        ((net,),) = shop.sql("select sum(net_amount) from kindred.orders").fetchall()
        assert float(net) == pytest.approx((kept["price"] + kept["freight_value"]).sum(), abs=0.01)
        assert shop.sql("select count(*) from kindred.users").fetchall() == [
            (people["customer_unique_id"].nunique(),)
        ]
        ((most, least),) = shop.sql(
            "select max(n), min(n) from (select count(*) as n from kindred.user_recommendations"
            " group by user_id)"
        ).fetchall()
        assert most == least == 10
