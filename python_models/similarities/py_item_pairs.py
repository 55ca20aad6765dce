"""Grain: one row per cut, recommender of item pairs, item and rank of what speaks for it."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.recommenders import ITEM_PAIRS, item_pairs_at, past_at
    from kindred_warehouse.settings import read_settings

    recommenders = dbt.config.meta_get("recommenders")
    pairing = [name for name in recommenders if name in ITEM_PAIRS]
    engine = dbt.config.meta_get("engine")
    settings = dbt.config.meta_get("settings")
    settings |= read_settings(dbt.ref("kindred", "int_recommender_settings"))
    shop = {
        "int_cuts": dbt.ref("kindred", "int_cuts"),
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
        "int_touches": dbt.ref("kindred", "int_touches"),
        "int_known_ratings": dbt.ref("kindred", "int_known_ratings"),
    }
    return pa.concat_tables(
        item_pairs_at(cut, recommenders, settings, past_at(cut, pairing, settings, shop), engine)
        for cut in CUTS
    )
