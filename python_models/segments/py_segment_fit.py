"""Grain: one row per segment and matrix column of the last release: what was fitted then."""


def model(dbt, session):
    from kindred_warehouse.released import read_segment_fit

    path = dbt.config.meta_get("published_path")
    return read_segment_fit(path)
