"""Grain: one row per cut, task, user and item that anybody proposes: what each recommender says."""


def model(dbt, session):
    from kindred_warehouse.pools import judged_candidates
    from kindred_warehouse.settings import read_settings

    recommenders = dbt.config.meta_get("recommenders")
    elsewhere = dbt.config.meta_get("sql_recommenders")
    settings = dbt.config.meta_get("settings")
    settings |= read_settings(dbt.ref("kindred", "int_recommender_settings"))
    engine = dbt.config.meta_get("engine")
    shop = {
        "int_cuts": dbt.ref("kindred", "int_cuts"),
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_item_features": dbt.ref("kindred", "int_item_features"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
        "int_touches": dbt.ref("kindred", "int_touches"),
        "int_known_ratings": dbt.ref("kindred", "int_known_ratings"),
        "int_segment_members": dbt.ref("kindred", "int_segment_members"),
        "int_item_pairs": dbt.ref("kindred", "int_item_pairs"),
        "int_item_factors": dbt.ref("kindred", "int_item_factors"),
        "int_recommender_vectors": dbt.ref("kindred", "int_recommender_vectors"),
        "int_user_similarities": dbt.ref("kindred", "int_user_similarities"),
        "int_recommendation_candidates": dbt.ref("kindred", "int_recommendation_candidates"),
    }
    names = [name for name in recommenders if name not in elsewhere]
    return judged_candidates(names, recommenders, settings, shop, engine)
