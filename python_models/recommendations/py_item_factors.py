"""Grain: one row per cut and item that anybody is tied to: what a user's factors follow from."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.recommenders import item_factors_at, past_at

    settings = dbt.config.meta_get("settings")
    shop = {
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
    }
    pasts = ((cut, past_at(cut, (), settings, shop)) for cut in CUTS)
    return pa.concat_tables(item_factors_at(cut, settings, past) for cut, past in pasts)
