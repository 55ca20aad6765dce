"""Customer value: published estimates, simulated customers, the warehouse's formulas, odd shops.

CDNOW comes from KINDRED_TEST_DATA/cdnow_sample; its published figures are from Fader, Hardie and
Lee (2005) and Fader and Hardie (2013).
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Shop

from kindred.customer_value import (
    PurchaseFit,
    SpendFit,
    alive_probability,
    distinct_rows,
    expected_amount,
    expected_purchases,
    fit_purchases,
    fit_spend,
)

DATA = os.environ.get("KINDRED_TEST_DATA")
needs_cdnow = pytest.mark.skipif(not DATA, reason="KINDRED_TEST_DATA is not set")
CALIBRATION_ENDS = pd.Timestamp("1997-09-30")
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
CDNOW = PurchaseFit(**PUBLISHED, log_likelihood=-9582.4, users_count=2357)


def cdnow() -> pd.DataFrame:
    """The purchases: sample_id, purchase_date, amount."""
    path = Path(DATA) / "cdnow_sample" / "transactions.parquet"
    frame = duckdb.read_parquet(str(path)).df()
    return frame.assign(purchase_date=pd.to_datetime(frame["purchase_date"]))


@pytest.fixture(scope="module")
def histories() -> pd.DataFrame:
    """One row per customer: 39 weeks of calibration, times in weeks, and what came after."""
    days = cdnow().groupby(["sample_id", "purchase_date"], as_index=False)["amount"].sum()
    first = days.groupby("sample_id")["purchase_date"].transform("min")
    known = days["purchase_date"] <= CALIBRATION_ENDS
    repeats = days[known & (days["purchase_date"] > first)].groupby("sample_id")
    frame = pd.DataFrame({"first": first.groupby(days["sample_id"]).min()})
    frame["repeats"] = repeats.size().reindex(frame.index, fill_value=0)
    frame["amount"] = repeats["amount"].mean()
    last = repeats["purchase_date"].max().reindex(frame.index).fillna(frame["first"])
    frame["last"] = (last - frame["first"]).dt.days / 7
    frame["observed"] = (CALIBRATION_ENDS - frame["first"]).dt.days / 7
    later = days[~known].groupby("sample_id").size()
    return frame.assign(later=later.reindex(frame.index, fill_value=0))


def simulated(users_count: int, seed: int, first_may_be_last: bool):
    """Customers as the models tell them: repeats, last, observed, repeats within 90, alive."""
    draw = np.random.default_rng(seed)
    rows = []
    for rate, leaving, observed in zip(
        draw.gamma(0.8, 1 / 50, users_count),
        draw.beta(1.2, 3.0, users_count),
        draw.uniform(50, 700, users_count),
        strict=True,
    ):
        at, last, known, later = 0.0, 0.0, 0, 0
        alive = not (first_may_be_last and draw.random() < leaving)
        while alive:
            at += draw.exponential(1 / rate)
            if at > observed + 90:
                break
            known, later = (known + 1, later) if at <= observed else (known, later + 1)
            last = at if at <= observed else last
            alive = draw.random() >= leaving
        rows.append((known, last, observed, later, alive or at > observed))
    return np.array(rows, dtype=np.float64).T


@needs_cdnow
def test_cdnow_gives_the_published_purchases(histories):
    fit = fit_purchases(histories["repeats"], histories["last"], histories["observed"])
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    for name, value in PUBLISHED.items():
        assert getattr(fit, name) == pytest.approx(value, abs=0.0005), name
    assert fit.users_count == 2357


@needs_cdnow
def test_cdnow_gives_the_published_spend(histories):
    paid = histories[histories["repeats"] > 0]
    fit = fit_spend(paid["repeats"], paid["amount"])
    assert (fit.p, fit.users_count) == (pytest.approx(6.25, abs=0.005), 946)
    assert (fit.q, fit.v) == (pytest.approx(3.744, abs=0.0015), pytest.approx(15.444, abs=0.01))


@needs_cdnow
def test_cdnow_is_forecast_better_than_by_the_same_rate(histories):
    columns = histories["repeats"], histories["last"], histories["observed"]
    expected = expected_purchases(fit_purchases(*columns), *columns, 39)
    same_rate = histories["repeats"] / histories["observed"] * 39
    assert np.abs(expected - histories["later"]).mean() == pytest.approx(0.786, abs=0.001)
    assert np.abs(same_rate - histories["later"]).mean() == pytest.approx(1.024, abs=0.001)


def test_a_published_customer():
    # Fader, Hardie and Lee (2005), "Implementing the BG/NBD model in Excel": customer 0001
    assert expected_purchases(CDNOW, [2], [30.43], [38.86], 39) == pytest.approx(1.226, abs=0.001)


def test_grouped_and_ungrouped_fits_agree():
    repeats, last, observed, *_ = np.floor(simulated(3000, 1, False))
    one_by_one = fit_purchases(repeats, last, observed)
    grouped = fit_purchases(*distinct_rows(repeats, last, observed))
    amounts = np.round(np.random.default_rng(1).lognormal(3, 1, len(repeats)))
    spend, grouped_spend = (
        fit_spend(repeats + 1, amounts + 1),
        fit_spend(*distinct_rows(repeats + 1, amounts + 1)),
    )
    for name in ("r", "alpha", "a", "b", "log_likelihood", "users_count"):
        assert getattr(grouped, name) == pytest.approx(getattr(one_by_one, name), rel=1e-6)
    for name in ("p", "q", "v", "log_likelihood", "users_count"):
        assert getattr(grouped_spend, name) == pytest.approx(getattr(spend, name), rel=1e-6)


@pytest.mark.parametrize("first_may_be_last", [False, True])
def test_simulated_customers_are_recovered(first_may_be_last):
    repeats, last, observed, later, alive = simulated(20_000, 7, first_may_be_last)
    columns = repeats, last, observed
    fit = fit_purchases(*columns, first_may_be_last=first_may_be_last)
    assert fit.r == pytest.approx(0.8, rel=0.1)
    assert fit.alpha == pytest.approx(50, rel=0.1)
    assert fit.a / (fit.a + fit.b) == pytest.approx(1.2 / 4.2, rel=0.1)
    expected = expected_purchases(fit, *columns, 90)
    assert expected.sum() == pytest.approx(later.sum(), rel=0.03)
    probability = alive_probability(fit, *columns)
    assert probability.mean() == pytest.approx(alive.mean(), abs=0.01)
    for low, high in ((0, 0), (1, 2), (3, 9), (10, 99)):
        some = (repeats >= low) & (repeats <= high)
        assert expected[some].sum() == pytest.approx(later[some].sum(), rel=0.1)
        assert probability[some].mean() == pytest.approx(alive[some].mean(), abs=0.03)


def test_expectation_is_the_integral_that_defines_it():
    """Of a customer alive: the mean over rates and leavings of (1 - exp(-rate p t))/p."""
    from scipy.integrate import quad
    from scipy.stats import beta

    for r, alpha, a, b, repeats, horizon, first_may_be_last in [
        (0.6, 60.0, 0.17, 2.7, 3, 90.0, False),
        (2.0, 30.0, 4.0, 9.0, 12, 365.0, False),
        (40.0, 700.0, 1.0, 2.0, 100, 28.0, False),
        (0.6, 60.0, 0.8, 2.7, 0, 90.0, True),
    ]:
        observed, last = 400.0, 390.0 if repeats else 0.0
        fit = PurchaseFit(r, alpha, a, b, 0.0, 1, first_may_be_last)

        def given(p, n=r + repeats, t=horizon / (alpha + observed)):
            return -np.expm1(-n * np.log1p(p * t)) / p

        law = beta(a, b + repeats + first_may_be_last)
        wanted = quad(lambda u, law=law: given(law.ppf(u)), 0, 1, limit=500)[0]
        alive = alive_probability(fit, [repeats], [last], [observed])[0]
        found = expected_purchases(fit, [repeats], [last], [observed], horizon)[0]
        assert found / alive == pytest.approx(wanted, rel=1e-5)


def test_alive_by_hand():
    # odds of having left: a/(b + x - 1) * ((alpha + T)/(alpha + t_x))^(r + x) = 1/2 * (4/2)^2 = 2
    fit = PurchaseFit(r=1, alpha=1, a=1, b=2, log_likelihood=0, users_count=1)
    assert alive_probability(fit, [1, 0], [1, 0], [3, 3]) == pytest.approx([1 / 3, 1])
    # MBG/NBD for one purchase: 1/(2 + 1 - 1) * (4/1)^1 = 2
    modified = PurchaseFit(1, 1, 1, 2, 0, 1, first_may_be_last=True)
    assert alive_probability(modified, [0], [0], [3]) == pytest.approx([1 / 3])


def test_amount_by_hand():
    # p (v + n m)/(p n + q - 1): 2 (10 + 3 * 20)/(2 * 3 + 3 - 1) = 140/8; without any, 2 * 10/2
    fit = SpendFit(p=2, q=3, v=10, log_likelihood=0, users_count=1)
    assert expected_amount(fit, [3, 0], [20, 0]) == pytest.approx([17.5, 10])
    assert expected_amount(SpendFit(2, 0.5, 10, 0, 1), [0], [0])[0] == np.inf


def test_extreme_customers_give_finite_forecasts():
    clockwork = [9] * 40, [9] * 40, [9] * 40
    fit = fit_purchases(*clockwork)
    assert expected_purchases(fit, [9], [9], [9], 30) == pytest.approx(30, rel=0.01)
    assert alive_probability(fit, [9], [9], [9]) == pytest.approx(1, abs=1e-3)
    gone = fit_purchases([1] * 40, [5] * 40, [400] * 40)
    assert expected_purchases(gone, [1], [5], [400], 30) == pytest.approx(0, abs=1e-6)
    same = fit_spend([1] * 40, [9.99] * 40)
    assert expected_amount(same, [0, 1, 5], [0, 9.99, 9.99]) == pytest.approx(9.99, rel=0.01)


def test_too_few_customers_give_a_note():
    none = fit_purchases([0] * 500, [0] * 500, [30] * 500)
    assert np.isnan(none.r)
    assert "fewer than 30 users" in none.note
    assert np.isnan(expected_purchases(none, [1], [1], [2], 30)).all()
    assert np.isnan(fit_purchases([], [], []).alpha)
    assert "fewer than 30 users" in fit_spend([1] * 3, [1] * 3).note
    assert fit_purchases([1] * 30, [4] * 30, [9] * 30).note is None


@pytest.mark.parametrize(
    "columns",
    [([1], [2], [1]), ([-1], [0], [1]), ([1], [np.nan], [2]), ([1, 1], [1], [2]), ([1], [-1], [2])],
)
def test_wrong_histories_are_refused(columns):
    with pytest.raises(ValueError, match=r"A history needs|must be"):
        fit_purchases(*columns)


@pytest.mark.parametrize("columns", [([0], [1]), ([1], [0]), ([1], [np.inf])])
def test_wrong_amounts_are_refused(columns):
    with pytest.raises(ValueError, match=r"above 0|must be finite"):
        fit_spend(*columns)


def build(shop: Shop, **variables) -> None:
    """What user_features and customer_value_evaluation need, without the rest and its tests."""
    models = "--select", "+customer_value_evaluation", "+user_features"
    tests = "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"
    shop.build(*models, *tests, **variables)


def a_simulated_shop() -> pd.DataFrame:
    """Purchases of 600 simulated customers, whole days, amounts around a mean of their own."""
    draw = np.random.default_rng(3)
    end = pd.Timestamp("2025-12-31")
    rows = []
    for user, (rate, observed) in enumerate(
        zip(draw.gamma(0.8, 1 / 40, 600), draw.integers(60, 600, 600), strict=True)
    ):
        mean, day, leaving = draw.lognormal(3, 0.7), 0.0, draw.beta(1.2, 3.0)
        while day <= observed:
            moment = end - pd.Timedelta(days=int(observed - day)) + pd.Timedelta(hours=12)
            rows.append((f"u{user:03d}", moment, "purchase", round(mean * draw.gamma(3, 1 / 3), 2)))
            day += draw.exponential(1 / rate) if draw.random() > leaving else 1e9
    return pd.DataFrame(rows, columns=["user_id", "event_at", "event_type", "unit_price"])


@pytest.fixture(scope="module", params=["bg_nbd", "mbg_nbd"])
def simulated_shop(request, tmp_path_factory):
    """The simulated shop, built; and what the table of parameters holds at a cut."""
    shop = Shop(tmp_path_factory.mktemp("simulated"))
    shop.write(events=a_simulated_shop())
    build(shop, as_of="2025-12-31", value_model=request.param)
    return shop, request.param


def table(shop: Shop, sql: str) -> pd.DataFrame:
    """The rows of a query on the working file; its name would hide the schema `kindred`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{shop.warehouse}' as warehouse (read_only)")
        return connection.execute("use warehouse").sql(sql).df()


@pytest.mark.parametrize("cut", ["release", "test"])
def test_sql_and_mathematics_agree(simulated_shop, cut):
    shop, model = simulated_shop
    rows = table(shop, "from kindred_features.int_customer_value_parameters")
    rows = rows[rows["cut"] == cut]
    values = rows.groupby("model").apply(
        lambda some: dict(zip(some["parameter"], some["value"], strict=True))
    )
    purchases = PurchaseFit(**values[model], users_count=0, first_may_be_last=model == "mbg_nbd")
    spend = SpendFit(**values["gamma_gamma"], users_count=0)
    users = table(
        shop,
        "from kindred_features.int_user_orders as o join kindred_features.int_customer_values as v"
        f" using (cut, user_idx) where cut = '{cut}' order by user_idx",
    )
    history = [users[c] for c in ("repeat_days_count", "first_to_last_days", "first_to_cut_days")]
    alive = alive_probability(purchases, *history)
    if model == "bg_nbd":
        alive = np.where(history[0] == 0, np.nan, alive)
    amount = expected_amount(
        spend, users["paid_days_count"], users["paid_amount"] / users["paid_days_count"]
    )
    expected = {
        "alive_probability": alive,
        "expected_orders_count": expected_purchases(purchases, *history, 90),
        "expected_test_orders_count": expected_purchases(purchases, *history, 28),
        "expected_order_amount": amount,
        "expected_net_amount": amount * expected_purchases(purchases, *history, 90).round(9),
    }
    assert len(users) > 500
    for name, wanted in expected.items():
        np.testing.assert_allclose(users[name], wanted, rtol=1e-7, atol=2e-9, err_msg=name)


def test_scores_are_quintiles(simulated_shop):
    shop, _ = simulated_shop
    users = table(shop, "from kindred.user_features")
    for score, goodness in [
        ("recency_score", -users["recency_days"]),
        ("frequency_score", users["orders_count"]),
        ("monetary_score", users["net_amount"]),
    ]:
        worse = np.array([(goodness < value).sum() for value in goodness])
        assert users[score].tolist() == (1 + 5 * worse // len(users)).tolist(), score
    # amounts hardly tie: each score is a fifth of the users
    assert users["monetary_score"].value_counts().tolist() == [len(users) / 5] * 5


def test_evaluation_is_what_pandas_computes(simulated_shop):
    shop, _ = simulated_shop
    events = a_simulated_shop()
    days = events.assign(day=events["event_at"].dt.normalize())
    days = days.groupby(["user_id", "day"], as_index=False)["unit_price"].sum()
    cut = pd.Timestamp("2025-12-31") - pd.Timedelta(days=28)
    before, after = days[days["day"] <= cut], days[days["day"] > cut]
    users = before.groupby("user_id").agg(
        first=("day", "min"), n=("day", "size"), paid=("unit_price", "sum")
    )
    later = after.groupby("user_id").agg(n=("day", "size"), paid=("unit_price", "sum"))
    later = later.reindex(users.index, fill_value=0)
    observed = (cut - users["first"]).dt.days
    rate = ((users["n"] - 1) / observed.replace(0, np.nan)).fillna(0)
    error = 28 * rate - later["n"]
    money = 28 * (users["n"] - 1).sum() / observed.sum() * users["paid"].sum() / users["n"].sum()
    found = table(shop, "from kindred.customer_value_evaluation").set_index(["metric", "model"])[
        "value"
    ]
    assert found["orders_mean_absolute_error", "same_rate"] == pytest.approx(error.abs().mean())
    assert found["orders_root_mean_squared_error", "same_rate"] == pytest.approx(
        (error**2).mean() ** 0.5
    )
    assert found["amount_total_ratio", "mean_rate"] == pytest.approx(
        money * len(users) / later["paid"].sum()
    )
    assert found["amount_mean_absolute_error", "nothing"] == pytest.approx(later["paid"].mean())
    assert (
        found["orders_root_mean_squared_error", "published"]
        < found["orders_root_mean_squared_error", "same_rate"]
    )


@needs_cdnow
def test_cdnow_is_a_shop(shop):
    """A shop without item ids, as of the end of calibration: the published estimates, in days."""
    events = cdnow().rename(
        columns={"sample_id": "user_id", "purchase_date": "event_at", "amount": "unit_price"}
    )
    events = events.assign(event_type="purchase", quantity=1, event_id=range(len(events)))
    shop.write(events=events.drop(columns="master_id")).build(as_of="1997-09-30")
    rows = table(shop, "from kindred_features.int_customer_value_parameters where cut = 'release'")
    values = rows.set_index("parameter")["value"]
    for name, value in PUBLISHED.items():
        days = 7 if name == "alpha" else 1
        assert values[name] / days == pytest.approx(value, abs=0.0005), name
    assert shop.rows("select count(*), count(expected_net_amount) from kindred.user_features") == [
        (2357, 2357)
    ]


@pytest.mark.parametrize("odd", ["one_day", "no_prices", "free"])
def test_odd_shops_have_nulls_and_a_note(shop, odd):
    days = 1 if odd == "one_day" else 5
    rows = [
        (
            f"u{user}",
            pd.Timestamp("2025-03-01") + pd.Timedelta(days=day * (1 + user % 7)),
            "purchase",
            0.0,
        )
        for user in range(40)
        for day in range(days)
    ]
    events = pd.DataFrame(rows, columns=["user_id", "event_at", "event_type", "unit_price"])
    if odd == "one_day":
        events["unit_price"] = 5.0
    if odd == "no_prices":
        events = events.drop(columns="unit_price")
    build(shop.write(events=events), as_of="2025-04-30")
    ((users, orders, amounts),) = table(
        shop,
        "select count(*), count(expected_orders_count), count(expected_net_amount)"
        " from kindred.user_features",
    ).itertuples(index=False, name=None)
    assert (users, orders, amounts) == (40, 0 if odd == "one_day" else 40, 0)
    notes = table(
        shop,
        "select distinct model, note from kindred_features.int_customer_value_parameters"
        " where cut = 'release'",
    ).set_index("model")["note"]
    assert pd.isna(notes["bg_nbd"]) == (odd != "one_day")
    assert pd.isna(notes["gamma_gamma"]) == (odd == "one_day")
