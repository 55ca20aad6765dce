"""Grain: one row per cut, task, user, recommender and rank: what each recommender proposes.

All but segment_popular, so that this need not wait for the segments.
"""


def model(dbt, session):
    from kindred_warehouse.recommenders import candidates
    from kindred_warehouse.settings import read_settings

    recommenders = dbt.config.meta_get("recommenders")
    elsewhere = dbt.config.meta_get("sql_recommenders")
    settings = dbt.config.meta_get("settings")
    settings |= read_settings(dbt.ref("kindred", "int_recommender_settings"))
    engine = dbt.config.meta_get("engine")
    n = dbt.config.meta_get("candidates_count")
    published_task = dbt.config.meta_get("published_task")
    shop = {
        "int_cuts": dbt.ref("kindred", "int_cuts"),
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_item_features": dbt.ref("kindred", "int_item_features"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
        "int_touches": dbt.ref("kindred", "int_touches"),
        "int_known_ratings": dbt.ref("kindred", "int_known_ratings"),
        "int_item_pairs": dbt.ref("kindred", "int_item_pairs"),
        "int_item_factors": dbt.ref("kindred", "int_item_factors"),
        "int_recommender_vectors": dbt.ref("kindred", "int_recommender_vectors"),
        "int_user_similarities": dbt.ref("kindred", "int_user_similarities"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    names = {*recommenders} - {*elsewhere, "segment_popular"}
    judged = names | {"popular"}  # the baseline is judged wherever anything is judged
    return candidates(names, judged, published_task, n, settings, shop, engine)
