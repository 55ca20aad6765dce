"""Grain: one row per cosine recommender: its settings, given or chosen on the validation cut."""


def model(dbt, session):
    from kindred_warehouse.settings import chosen_settings

    given = dbt.config.meta_get("settings")
    searched = dbt.config.meta_get("searched_recommenders")
    task = dbt.config.meta_get("published_task")
    engine = dbt.config.meta_get("engine")
    n = dbt.config.meta_get("recommendations_count")
    min_users = dbt.config.meta_get("blend_min_users_count")
    relations = {
        "int_strengths": dbt.ref("kindred", "int_strengths"),
        "int_user_strengths": dbt.ref("kindred", "int_user_strengths"),
        "int_relevant_items": dbt.ref("kindred", "int_relevant_items"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    options = {"task": task, "n": n, "min_users": min_users, "engine": engine}
    return chosen_settings(given, searched, relations, **options)
