"""Grain: one row per cut and distinct purchase history: the orders it lets expect, per horizon."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.customer_value import expectations_at
    from kindred_warehouse.cuts import CUTS

    value_horizon_days = dbt.config.meta_get("value_horizon_days")
    test_days = dbt.config.meta_get("test_days")
    horizons = {
        "expected_orders_count": value_horizon_days,
        "expected_test_orders_count": test_days,
    }
    orders = dbt.ref("kindred", "int_user_orders")
    parameters = dbt.ref("kindred", "int_customer_value_parameters")
    return pa.concat_tables([expectations_at(cut, orders, parameters, horizons) for cut in CUTS])
