"""Grain: one row per cut, model and parameter: fitted on all customers."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.customer_value import parameters_at
    from kindred_warehouse.cuts import CUTS

    value_model = dbt.config.meta_get("value_model")
    orders = dbt.ref("kindred", "int_user_orders")
    return pa.concat_tables([parameters_at(cut, orders, value_model) for cut in CUTS])
