"""The demo shop is what its README says; its planted truth is neither trivial nor out of reach."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import from_benchmarks
from sklearn.cluster import KMeans
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parents[2]
SHOP, TRUTH = ROOT / "seeds" / "demo_shop", ROOT / "tests" / "demo_shop_truth"
INPUTS = ("events", "items", "users", "reviews")
SEED = 20260101

# What somebody would count in a notebook: no cleaning, no logarithms, no categories.
NOTEBOOK_FEATURES = """
with stepped as (
    select
        *,
        coalesce(
            event_at - lag(event_at) over (partition by user_id order by event_at)
            > interval 30 minute, true
        ) as opens_session,
        case when event_type = 'purchase' then quantity * unit_price end as amount
    from events
    where user_id is not null and event_at < timestamp '2026-01-01'
)
select
    user_id,
    date_diff('day', max(event_at), timestamp '2026-01-01') as recency_days,
    count(*) as events_count,
    count(*) filter (event_type = 'view') as views_count,
    count(*) filter (event_type = 'search') as searches_count,
    count(*) filter (event_type = 'cart') as carts_count,
    count(*) filter (event_type = 'refund') as refunds_count,
    count(*) filter (opens_session) as sessions_count,
    count(distinct order_id) as orders_count,
    coalesce(sum(amount), 0) as money_amount,
    coalesce(sum(amount) / count(distinct order_id), 0) as average_order_amount,
    avg((hour(event_at) < 6)::int) as night_share,
    avg((hour(event_at) between 6 and 11)::int) as morning_share,
    avg((hour(event_at) between 12 and 17)::int) as afternoon_share,
    avg((hour(event_at) >= 18)::int) as evening_share,
    avg((isodow(event_at) >= 6)::int) as weekend_share
from stepped
group by user_id
order by user_id
"""

# What the generator draws by persona: tastes over sub-categories, lifetime, funnel, coupons, price.
SUB_CATEGORY_SHARES = """
select
    events.user_id,
    items.category,
    count(*) / sum(count(*)) over (partition by events.user_id) as share
from events
inner join (
    select item_id, any_value(category) as category from items group by item_id
) as items on events.item_id = items.item_id
where events.user_id is not null
group by events.user_id, items.category
"""
HABITS = """
select
    user_id,
    date_diff('day', min(event_at), max(event_at)) as active_days_span,
    count(*) filter (event_type = 'wishlist') as wishlists_count,
    count(*) filter (event_type = 'purchase') as purchases_count,
    avg((event_type = 'search')::int) as search_share,
    avg((event_type = 'wishlist')::int) as wishlist_share,
    avg((event_type = 'cart')::int) as cart_share,
    avg((event_type = 'purchase')::int) as purchase_share,
    avg(quantity) filter (event_type = 'purchase') as average_quantity,
    avg(unit_price) filter (event_type = 'purchase') as average_price,
    avg((coalesce(attributes, '') like '%coupon%')::int)
        filter (event_type = 'purchase') as coupon_share
from events
where user_id is not null and event_at < timestamp '2026-01-01'
group by user_id
"""


@pytest.fixture(scope="module")
def shop():
    """A connection that sees the four inputs as views."""
    connection = duckdb.connect()
    for name in INPUTS:
        connection.read_parquet(str(SHOP / f"{name}.parquet")).create_view(name)
    return connection


@pytest.fixture(scope="module")
def personas():
    return pd.read_csv(TRUTH / "personas.csv").set_index("user_id")["persona"].sort_index()


@pytest.fixture(scope="module")
def notebook_features(shop):
    return shop.sql(NOTEBOOK_FEATURES).df().set_index("user_id")


@pytest.fixture(scope="module")
def regenerated():
    return from_benchmarks("shop_generator.demo_shop").build_demo_shop(SEED)


@pytest.mark.parametrize("name", INPUTS)
def test_regenerating_gives_the_same_table(regenerated, name):
    assert regenerated.inputs[name].equals(pq.read_table(SHOP / f"{name}.parquet"))


@pytest.mark.parametrize("name", ["personas", "planted"])
def test_regenerating_gives_the_same_truth(regenerated, name):
    planted = (TRUTH / f"{name}.csv").read_text(encoding="utf-8")
    assert getattr(regenerated, name).to_csv(index=False, lineterminator="\n") == planted


def test_shop_is_big_enough_and_its_files_are_small(shop, personas):
    assert len(personas) >= 3_000
    assert shop.sql("select count(distinct item_id) from items").fetchall()[0][0] >= 400
    assert shop.sql("select count(*) from events").fetchall()[0][0] >= 100_000
    assert all((SHOP / f"{name}.parquet").stat().st_size < 1_400_000 for name in INPUTS)


def test_truth_names_every_user_with_events(shop, personas):
    users = shop.sql("select distinct user_id from events where user_id is not null").df()[
        "user_id"
    ]
    assert set(users) == set(personas.index)
    assert personas.nunique() == 5
    assert personas.value_counts(normalize=True).between(0.1, 0.35).all()


def test_last_day_is_dense_and_only_the_planted_row_lies_beyond(shop):
    last_day, beyond = shop.sql("""
        select
            count(*) filter (event_at::date = date '2025-12-31'),
            count(*) filter (event_at >= timestamp '2026-01-01')
        from events
    """).fetchall()[0]
    assert last_day > 100
    assert beyond == 1


def test_addresses_stand_in_the_email_column_alone(shop):
    own_domain = r"@([a-z]+\.)?example\.(com|org)$"
    others = f"select count(*) from users where not regexp_matches(email, '{own_domain}')"
    assert shop.sql(others).fetchall()[0] == (0,)
    texts = "select title || body as text from reviews union all select search_query from events"
    assert shop.sql(f"select count(*) from ({texts}) where contains(text, '@')").fetchall()[0] == (
        0,
    )


def test_plain_kmeans_on_raw_features_does_not_find_the_personas(notebook_features, personas):
    scaled = StandardScaler().fit_transform(notebook_features)
    found = KMeans(5, n_init=10, random_state=0).fit_predict(scaled)
    assert adjusted_rand_score(personas, found) < 0.8


def test_oracle_taught_the_truth_finds_the_personas(shop, notebook_features, personas):
    shares = shop.sql(SUB_CATEGORY_SHARES).df()
    tastes = shares.pivot_table(index="user_id", columns="category", values="share", fill_value=0)
    habits = np.log1p(shop.sql(HABITS).df().set_index("user_id"))
    known = np.log1p(notebook_features).join([tastes, habits]).fillna(0)
    named = cross_val_predict(LinearDiscriminantAnalysis(), known, personas, cv=5)
    assert adjusted_rand_score(personas, named) >= 0.95
