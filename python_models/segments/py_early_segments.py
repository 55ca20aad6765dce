"""Grain: one row per model and user not learned from: the cluster they will be in, told early."""


def model(dbt, session):
    from kindred_warehouse.early import early_segments

    seed = dbt.config.meta_get("random_seed")
    sessions = dbt.ref("kindred", "int_first_sessions").order("user_idx, feature").fetchnumpy()
    clusters = dbt.ref("kindred", "int_user_clusters").filter("cut = 'release'")
    clusters = clusters.select("user_idx, cluster").order("user_idx").fetchnumpy()
    return early_segments(sessions, clusters, seed=seed)
