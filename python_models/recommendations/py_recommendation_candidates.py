"""Grain: one row per cut, user, recommender and rank: what item and user cosine propose."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.candidates import candidates_at
    from kindred_warehouse.cuts import CUTS

    n = dbt.config.meta_get("candidates_count")
    exclude_owned = dbt.config.meta_get("exclude_owned_items")
    engine = dbt.config.meta_get("similarity_engine")
    inputs = {
        "strengths": dbt.ref("kindred", "int_strengths"),
        "near_items": dbt.ref("kindred", "int_target_item_neighbors"),
        "near_users": dbt.ref("kindred", "int_user_similarities"),
        "targets": dbt.ref("kindred", "int_target_users"),
    }
    return pa.concat_tables(
        [candidates_at(cut, n, exclude_owned, engine, **inputs) for cut in CUTS]
    )
