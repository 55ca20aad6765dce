"""Grain: one row per earlier release and user: the segment they were in."""


def model(dbt, session):
    from kindred_warehouse.released import SEGMENT_HISTORY, read_segment_history

    path = dbt.config.meta_get("published_path")
    if dbt.config.meta_get("forget_segment_history"):
        return SEGMENT_HISTORY.empty_table()
    return read_segment_history(path)
