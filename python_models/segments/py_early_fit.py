"""Grain: one row per user of the last release: the segment foretold then, null where none was."""


def model(dbt, session):
    from kindred_warehouse.released import read_early_fit

    path = dbt.config.meta_get("published_path")
    return read_early_fit(path)
