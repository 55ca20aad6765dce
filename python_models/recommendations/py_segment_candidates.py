"""Grain: one row per cut, task, user and rank: what is popular in the user's segment."""


def model(dbt, session):
    from kindred_warehouse.recommenders import candidates

    engine = dbt.config.meta_get("engine")
    n = dbt.config.meta_get("candidates_count")
    published_task = dbt.config.meta_get("published_task")
    shop = {
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
        "int_segment_members": dbt.ref("kindred", "int_segment_members"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    names = ["segment_popular"]
    return candidates(names, names, published_task, n, {}, shop, engine)
