"""From purchase histories to fitted parameters, and from those to what each history lets expect."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.customer_value import PurchaseFit, expected_purchases, fit_purchases, fit_spend
from kindred_warehouse.cuts import cut_table

HISTORY = ["repeat_days_count", "first_to_last_days", "first_to_cut_days"]
SPEND = ["paid_days_count", "paid_amount"]


def parameters_at(cut: str, orders, value_model: str) -> pa.Table:
    """Both fits at a cut, one row per parameter; `orders` is the relation int_user_orders."""
    *histories, users_counts = _distinct(orders.filter(f"cut = '{cut}'"), HISTORY)
    paid = orders.filter(f"cut = '{cut}' and paid_days_count > 0")
    days, amounts, payers_counts = _distinct(paid, SPEND)
    fits = {
        value_model: fit_purchases(
            *histories, users_counts, first_may_be_last=value_model == "mbg_nbd"
        ),
        "gamma_gamma": fit_spend(days, amounts / days, payers_counts),
    }
    names = {value_model: ["r", "alpha", "a", "b"], "gamma_gamma": ["p", "q", "v"]}
    return pa.concat_tables(
        _fit_table(cut, model, fits[model], [*names[model], "log_likelihood"]) for model in fits
    )


def expectations_at(cut: str, orders, parameters, horizons: dict[str, int]) -> pa.Table:
    """Expected days with an order for each distinct history at a cut, a column for each horizon.

    The relations are int_user_orders and int_customer_value_parameters.
    """
    *histories, _ = _distinct(orders.filter(f"cut = '{cut}'"), HISTORY)
    rows = parameters.filter(f"cut = '{cut}' and model != 'gamma_gamma'").fetchall()
    values = {parameter: np.nan if value is None else value for _, _, parameter, value, *_ in rows}
    fit = PurchaseFit(**values, users_count=rows[0][4], first_may_be_last=rows[0][1] == "mbg_nbd")
    expected = {
        name: _nullable(expected_purchases(fit, *histories, days).round(9))
        for name, days in horizons.items()
    }
    keys = {name: column.astype(np.int64) for name, column in zip(HISTORY, histories, strict=True)}
    table = cut_table(cut, **keys)
    for name, column in expected.items():
        table = table.append_column(name, column)
    return table


def _distinct(relation, columns: list[str]) -> list[np.ndarray]:
    """The distinct rows of the columns in order, each column float64, and last their counts."""
    names = ", ".join(columns)
    rows = relation.aggregate(f"{names}, count(*) as users_count", names).order(names).fetchnumpy()
    return [np.asarray(rows[name], dtype=np.float64) for name in [*columns, "users_count"]]


def _fit_table(cut: str, model: str, fit, names: list[str]) -> pa.Table:
    values = np.array([getattr(fit, name) for name in names])
    length = len(names)
    return pa.table(
        {
            "cut": pa.array([cut] * length, pa.string()),
            "model": pa.array([model] * length, pa.string()),
            "parameter": pa.array(names, pa.string()),
            "value": _nullable(values),
            "users_count": pa.array([fit.users_count] * length, pa.int64()),
            "note": pa.array([fit.note] * length, pa.string()),
        }
    )


def _nullable(values) -> pa.Array:
    """Float64, with nulls for NaN."""
    return pa.array(values, pa.float64(), from_pandas=True)
