"""Grain: one row per cluster of the release cut: the segment_id and name it carries on, or gets."""


def model(dbt, session):
    import pyarrow as pa

    from kindred.segment_identity import Archetypes, Released, carry_identity, unique_names
    from kindred_warehouse.released import read_last_segment_id
    from kindred_warehouse.segmentation import read_profiles

    own_names = dbt.ref("segment_names")
    own_names = own_names.project("cast(segment_id as integer), cast(segment_name as varchar)")
    own_names = dict(own_names.fetchall())
    if not dbt.config.meta_get("refit_segments"):
        fit = dbt.ref("kindred", "py_segment_fit")
        rows = (
            fit.select("cluster, segment_id, segment_name").distinct().order("cluster").fetchall()
        )
        names = {segment_id: name for _, segment_id, name in rows}
        given = unique_names(names, names, own_names)
        identities = {cluster: (segment_id, given[segment_id]) for cluster, segment_id, _ in rows}
    else:
        last_id = read_last_segment_id(dbt.config.meta_get("published_path"))
        profiles = dbt.ref("kindred", "int_cluster_profiles")
        pairs = dbt.ref("kindred", "int_segment_overlap").order("cluster, segment_id").fetchall()
        rows = dbt.ref("segment_archetypes").order("segment_name, feature").fetchall()
        clusters, features, described = read_profiles(profiles)
        archetypes = Archetypes(rows, features)
        carried = carry_identity(
            archetypes.name(described),
            lambda cluster, name: archetypes.resemble(described[cluster], name),
            [Released(*pair) for pair in pairs],
            last_id,
            own_names,
        )
        identities = dict(zip(clusters, carried, strict=True))
    return pa.table(
        {
            "cluster": pa.array(identities, pa.int32()),
            "segment_id": pa.array(
                [segment_id for segment_id, _ in identities.values()], pa.int32()
            ),
            "segment_name": pa.array([name for _, name in identities.values()], pa.string()),
        }
    )
