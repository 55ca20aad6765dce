"""Grain: one row per user of the last published release: the segment they were in."""


def model(dbt, session):
    from kindred_warehouse.release import read_segments

    published_path = dbt.config.meta_get("published_path")
    return read_segments(session.cursor(), published_path)
