"""Grain: one row per metric, recommender, slice and task: the users' mean, with its interval."""


def model(dbt, session):
    from kindred_warehouse.judging import judged

    seed = dbt.config.meta_get("random_seed")
    return judged(
        dbt.ref("kindred", "int_user_metrics"), dbt.ref("kindred", "int_judged_users"), seed
    )
