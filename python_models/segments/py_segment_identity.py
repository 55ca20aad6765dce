"""Grain: one row per cluster of the release cut: the segment_id and name it carries on, or gets."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segment_identity import Archetypes, Profile, Released, carry_identity
    from kindred_warehouse.released import read_last_segment_id

    if not dbt.config.meta_get("refit_segments"):
        fit = dbt.ref("kindred", "py_segment_fit")
        return fit.select("cluster, segment_id, segment_name").distinct()
    path = dbt.config.meta_get("published_path")
    last_id = read_last_segment_id(path)
    profiles = dbt.ref("kindred", "int_cluster_profiles").order("cluster, feature").fetchnumpy()
    pairs = dbt.ref("kindred", "int_segment_overlap").order("cluster, segment_id").fetchall()
    archetypes = dbt.ref("segment_archetypes").order("segment_name, feature").fetchall()
    own_names = dict(dbt.ref("segment_names").project("segment_id, segment_name").fetchall())

    clusters, features = (np.unique(profiles[name]) for name in ("cluster", "feature"))
    shape = len(clusters), len(features)
    differences = profiles["standardised_difference"].reshape(shape)
    typical = np.ma.filled(profiles["typical_value"].astype(float), np.nan).reshape(shape)
    described = [Profile(*rows) for rows in zip(differences, typical, strict=True)]
    archetypes = Archetypes(archetypes, [str(feature) for feature in features])
    identities = carry_identity(
        archetypes.name(described),
        lambda cluster, name: archetypes.resemble(described[cluster], name),
        [Released(*pair) for pair in pairs],
        last_id,
        own_names,
    )
    return pa.table(
        {
            "cluster": pa.array(clusters, pa.int32()),
            "segment_id": pa.array([segment_id for segment_id, _ in identities], pa.int32()),
            "segment_name": pa.array([name for _, name in identities], pa.string()),
        }
    )
