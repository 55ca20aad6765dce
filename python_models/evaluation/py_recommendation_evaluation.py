"""Grain: one row per metric, recommender, slice and task: the users' mean, with its interval."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.judging import judged
    from kindred_warehouse.ratings import rating_rows
    from kindred_warehouse.recommenders import recommender

    seed = dbt.config.meta_get("random_seed")
    settings = dbt.config.meta_get("settings")
    metrics = dbt.ref("kindred", "int_user_metrics")
    lists = judged(metrics, dbt.ref("kindred", "int_judged_users"), seed)
    shop = {
        "int_cuts": dbt.ref("kindred", "int_cuts"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_known_ratings": dbt.ref("kindred", "int_known_ratings"),
        "int_ratings": dbt.ref("kindred", "int_ratings"),
    }
    ratings = rating_rows(recommender("rating_prediction", settings), shop, seed)
    return pa.concat_tables([lists, ratings])
