"""Grain: one row per cluster of the release cut: the segment_id and name it carries on, or gets."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segments import carry_identity, name_clusters

    centroids = dbt.ref("kindred", "int_segment_centroids").filter("cut = 'release'")
    centroids = centroids.order("cluster, feature").fetchnumpy()
    overlap = dbt.ref("kindred", "int_segment_overlap").order("cluster, segment_id").fetchall()
    archetypes = dbt.ref("segment_archetypes").order("segment_name, feature").fetchall()

    clusters, features = (np.unique(centroids[name]) for name in ("cluster", "feature"))
    values = centroids["value"].reshape(len(clusters), len(features))
    names = name_clusters(values, [str(feature) for feature in features], archetypes)
    identities = carry_identity(names, overlap)
    return pa.table(
        {
            "cluster": pa.array(clusters, pa.int32()),
            "segment_id": pa.array([segment_id for segment_id, _ in identities], pa.int32()),
            "segment_name": pa.array([name for _, name in identities], pa.string()),
        }
    )
