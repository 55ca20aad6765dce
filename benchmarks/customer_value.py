"""Customer value on real shops beside naive forecasts, and how long a million customers take.

Prints a line per measurement and writes them to benchmarks/results/customer_value.jsonl. The shops
come from KINDRED_TEST_DATA (cdnow_sample/, online_retail_ii/); without it only speed is measured.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import duckdb
import numpy as np

from kindred.customer_value import (
    distinct_rows,
    expected_amount,
    expected_purchases,
    fit_purchases,
    fit_spend,
)

RESULTS = Path(__file__).parent / "results" / "customer_value.jsonl"
DATA = os.environ.get("KINDRED_TEST_DATA")
CDNOW = """
    select sample_id as user_id, purchase_date as day, sum(amount) as amount
    from '{folder}/cdnow_sample/transactions.parquet' group by all
"""
ONLINE_RETAIL = """
    with sheets as (
        select *, max(InvoiceDate) filter (sheet = '2009-2010') over () as first_sheet_ends
        from '{folder}/online_retail_ii/online_retail_ii.parquet'
    )
    select CustomerID as user_id, InvoiceDate::date as day, sum(Quantity * Price) as amount
    from sheets
    where (sheet = '2009-2010' or InvoiceDate > first_sheet_ends)
        and CustomerID is not null and Quantity > 0 and Price > 0
    group by all
"""
CUSTOMERS = """
    with days as ({days}),
    first as (select user_id, min(day) as first_day from days group by all having first_day <= date '{cut}')
    select
        count(*) filter (day <= date '{cut}') - 1 as repeats,
        date_diff('day', first_day, max(day) filter (day <= date '{cut}')) as last,
        date_diff('day', first_day, date '{cut}') as observed,
        count(*) filter (amount > 0 and day <= date '{cut}') as paid_days,
        coalesce(avg(amount) filter (amount > 0 and day <= date '{cut}'), 0) as mean_amount,
        count(*) filter (amount > 0 and first_day < day and day <= date '{cut}') as paid_repeats,
        coalesce(avg(amount) filter (amount > 0 and first_day < day and day <= date '{cut}'), 0) as mean_repeat,
        count(*) filter (day > date '{cut}' and day <= date '{cut}' + {horizon}) as later_days,
        coalesce(sum(amount) filter (day > date '{cut}' and day <= date '{cut}' + {horizon}), 0) as later_amount
    from days inner join first using (user_id)
    group by user_id, first_day
    order by user_id
"""  # noqa: E501


def forecasts(users: dict[str, np.ndarray], horizon: int):
    """(model, expected days with an order, expected amount) of each model, naive ones last."""
    history = users["repeats"], users["last"], users["observed"]
    paid, mean = users["paid_days"], users["mean_amount"]
    spend = fit_spend(paid[paid > 0], mean[paid > 0])
    typical = expected_amount(spend, paid, mean)
    again, mean_again = users["paid_repeats"], users["mean_repeat"]
    of_repeats = fit_spend(again[again > 0], mean_again[again > 0])
    for name, first_may_be_last in (("bg_nbd", False), ("mbg_nbd", True)):
        fit = fit_purchases(*distinct_rows(*history), first_may_be_last=first_may_be_last)
        expected = expected_purchases(fit, *history, horizon)
        yield name, expected, expected * typical
        if not first_may_be_last:
            amount = expected * expected_amount(of_repeats, again, mean_again)
            yield "bg_nbd, amounts of repeats alone", expected, amount
    own = horizon * users["repeats"] / np.maximum(users["observed"], 1)
    yield "same_rate", own, own * mean
    rate = horizon * users["repeats"].sum() / users["observed"].sum()
    everybody = np.full(len(own), rate)
    yield "mean_rate", everybody, everybody * (paid * mean).sum() / paid.sum()
    yield "nothing", 0 * own, 0 * own


def judged(expected, actual) -> dict[str, float]:
    """The three metrics of customer_value_evaluation."""
    error = expected - actual
    return {
        "mean_absolute_error": round(float(np.abs(error).mean()), 4),
        "root_mean_squared_error": round(float(np.sqrt((error**2).mean())), 4),
        "total_ratio": round(float(expected.sum() / actual.sum()), 4),
    }


def measured_shops():
    """One row per shop, model and target."""
    for shop, days, cut, horizon in (
        ("cdnow_sample", CDNOW, "1997-09-30", 273),
        ("online_retail_ii", ONLINE_RETAIL, "2011-09-09", 91),
        ("online_retail_ii", ONLINE_RETAIL, "2011-06-10", 91),
        ("online_retail_ii", ONLINE_RETAIL, "2011-11-11", 28),
    ):
        sql = CUSTOMERS.format(days=days.format(folder=DATA), cut=cut, horizon=horizon)
        users = {k: np.asarray(v, float) for k, v in duckdb.sql(sql).fetchnumpy().items()}
        for model, orders, amounts in forecasts(users, horizon):
            for target, expected, actual in (
                ("orders", orders, users["later_days"]),
                ("amount", amounts, users["later_amount"]),
            ):
                about = {"shop": shop, "cut": cut, "days": horizon, "users_count": len(orders)}
                yield about | {"model": model, "target": target} | judged(expected, actual)


def generated(users_count: int):
    """Histories in whole days of customers as BG/NBD tells them, and amounts."""
    draw = np.random.default_rng(1)
    rate, leaving = draw.gamma(0.6, 1 / 60, users_count), draw.beta(0.8, 2.5, users_count)
    observed = draw.integers(0, 731, users_count).astype(float)
    repeats, last = np.zeros(users_count), np.zeros(users_count)
    at, here = np.zeros(users_count), np.arange(users_count)
    while len(here):
        at[here] += draw.exponential(1, len(here)) / rate[here]
        here = here[at[here] <= observed[here]]
        repeats[here] += 1
        last[here] = at[here]
        here = here[draw.random(len(here)) >= leaving[here]]
    amounts = np.round(draw.gamma(3, 10, users_count), 2) + 0.01
    return repeats, np.floor(last), observed, amounts


def measured_speed(users_count: int = 1_000_000):
    """Seconds of processor time for a million generated customers, grouped and one by one."""
    *history, amounts = generated(users_count)

    def timed(step: str, work, **more):
        start, clock = time.process_time(), time.perf_counter()
        result = work()
        spent = {
            "cpu_seconds": round(time.process_time() - start, 2),
            "seconds": round(time.perf_counter() - clock, 2),
        }
        return result, {"users_count": users_count, "step": step} | more | spent

    rows, row = timed("group", lambda: distinct_rows(*history))
    yield row | {"distinct_histories": len(rows[0])}
    fit, row = timed("fit_purchases, grouped", lambda: fit_purchases(*rows))
    yield row | {"log_likelihood": round(fit.log_likelihood, 2)}
    fit, row = timed("fit_purchases, one by one", lambda: fit_purchases(*history))
    yield row | {"log_likelihood": round(fit.log_likelihood, 2)}
    yield timed("expected_purchases, grouped", lambda: expected_purchases(fit, *rows[:3], 90))[1]
    yield timed("expected_purchases, one by one", lambda: expected_purchases(fit, *history, 90))[1]
    yield timed("fit_spend, one by one", lambda: fit_spend(history[0] + 1, amounts))[1]


def main() -> None:
    """Measures, prints and writes."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w") as lines:
        for rows in ([measured_shops()] if DATA else []) + [measured_speed()]:
            for row in rows:
                print(json.dumps(row), flush=True)
                lines.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
