"""Grain: one row per cluster of the release cut: the segment_id and name it carries on, or gets."""


def model(dbt, session):
    from kindred_warehouse.released import read_last_segment_id
    from kindred_warehouse.segmentation import carried_identities, reused_identities

    own_names = dbt.ref("segment_names")
    if not dbt.config.meta_get("refit_segments"):
        return reused_identities(dbt.ref("kindred", "py_segment_fit"), own_names)
    return carried_identities(
        dbt.ref("kindred", "int_cluster_profiles"),
        dbt.ref("kindred", "int_segment_overlap"),
        dbt.ref("segment_archetypes"),
        read_last_segment_id(dbt.config.meta_get("published_path")),
        own_names,
    )
