"""Grain: one row per feature: how the last release brought it to scale."""


def model(dbt, session):
    from kindred_warehouse.released import read_feature_scaling

    path = dbt.config.meta_get("published_path")
    return read_feature_scaling(path)
