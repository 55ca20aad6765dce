"""Grain: one row per cut, task, user, recommender and rank: what each recommender proposes."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.recommenders import candidates_at, scores_at
    from kindred_warehouse.settings import read_settings

    recommenders = dbt.config.meta_get("recommenders")
    in_sql = dbt.config.meta_get("sql_recommenders")
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
        "int_segment_members": dbt.ref("kindred", "int_segment_members"),
        "int_item_pairs": dbt.ref("kindred", "int_item_pairs"),
        "int_user_similarities": dbt.ref("kindred", "int_user_similarities"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    tables = []
    for cut in CUTS:
        # the baseline is judged wherever anything is judged
        names = {*recommenders, *(["popular"] if cut != "release" else [])} - {*in_sql}
        tasks = (published_task,) if cut == "release" else ("new_items", "all_items")
        scores = scores_at(cut, sorted(names), settings, shop)
        tables.append(candidates_at(cut, tasks, n, scores, shop, engine))
    return pa.concat_tables(tables)
