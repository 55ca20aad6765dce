"""Grain: one row per task and recommender: the weight that does best on the validation cut."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.blending import weights_at

    recommenders = dbt.config.meta_get("recommenders")
    n = dbt.config.meta_get("recommendations_count")
    min_users = dbt.config.meta_get("blend_min_users_count")
    seed = dbt.config.meta_get("random_seed")
    relations = {
        "int_recommendation_candidates": dbt.ref("kindred", "int_recommendation_candidates"),
        "int_relevant_items": dbt.ref("kindred", "int_relevant_items"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    options = {"n": n, "min_users": min_users, "seed": seed}
    return pa.concat_tables(
        weights_at("validation", task, recommenders, relations, **options)
        for task in ("new_items", "all_items")
    )
