"""Grain: one row per cut, task, user and item of the blend: how probable it is to be bought."""


def model(dbt, session):
    from kindred_warehouse.reranking import reranked

    min_users = dbt.config.meta_get("blend_min_users_count")
    seed = dbt.config.meta_get("random_seed")
    features = dbt.ref("kindred", "int_reranker_features")
    relevant = dbt.ref("kindred", "int_relevant_items")
    return reranked(features, relevant, min_users=min_users, seed=seed)
