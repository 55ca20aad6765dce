"""Grain: one row per task and recommender: its weight in the blend, and how far that leads."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.blending import weights_at

    recommenders = dbt.config.meta_get("recommenders")
    options = {
        "given": dbt.config.meta_get("blend_weights"),
        "affinity": dbt.config.meta_get("segment_affinity_weight"),
        "n": dbt.config.meta_get("recommendations_count"),
        "min_users": dbt.config.meta_get("blend_min_users_count"),
        "seed": dbt.config.meta_get("random_seed"),
    }
    relations = {
        "int_judged_candidates": dbt.ref("kindred", "int_judged_candidates"),
        "int_recommendation_candidates": dbt.ref("kindred", "int_recommendation_candidates"),
        "int_relevant_items": dbt.ref("kindred", "int_relevant_items"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    return pa.concat_tables(
        weights_at("validation", task, recommenders, relations, **options)
        for task in ("new_items", "all_items")
    )
