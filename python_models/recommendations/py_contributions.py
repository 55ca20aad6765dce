"""Grain: one row per user, recommended item, recommender and evidence (-1: the weaker together)."""


def model(dbt, session):
    from kindred_warehouse.reasons import contributions
    from kindred_warehouse.recommenders import scores_at
    from kindred_warehouse.settings import read_settings

    settings = dbt.config.meta_get("settings")
    settings |= read_settings(dbt.ref("kindred", "int_recommender_settings"))
    reasons_count = dbt.config.meta_get("reasons_count")
    engine = dbt.config.meta_get("engine")
    parts = dbt.ref("kindred", "int_recommended_parts")
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
    }
    names = [name for (name,) in parts.select("recommender").distinct().fetchall()]
    scores = scores_at("release", sorted(names), settings, shop)
    return contributions(parts, scores, reasons_count, engine)
