"""Grain: one row per metric, recommender, slice and task: the users' mean, with its interval."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.judging import judged
    from kindred_warehouse.ratings import rating_rows

    seed = dbt.config.meta_get("random_seed")
    metrics = dbt.ref("kindred", "int_user_metrics")
    lists = judged(metrics, dbt.ref("kindred", "int_judged_users"), seed)
    traits = dbt.ref("kindred", "int_item_traits")
    cuts = dbt.ref("kindred", "int_cuts")
    return pa.concat_tables([lists, rating_rows(dbt.ref("kindred", "int_ratings"), traits, cuts)])
