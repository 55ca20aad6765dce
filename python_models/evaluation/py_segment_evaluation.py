"""Grain: one row per metric: how well separated the published segments are."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segments import silhouette

    seed = dbt.config.meta_get("random_seed")
    sample_size = dbt.config.meta_get("silhouette_sample_users_count")
    matrix = dbt.ref("kindred", "int_feature_matrix").filter("cut = 'release'")
    matrix = matrix.order("user_idx, feature").fetchnumpy()
    clusters = (
        dbt.ref("kindred", "int_user_clusters")
        .filter("cut = 'release'")
        .order("user_idx")
        .fetchnumpy()
    )
    labels = np.asarray(clusters["cluster"])
    values = np.asarray(matrix["value"], dtype=np.float64).reshape(max(len(labels), 1), -1)
    value, users_count = silhouette(
        values[: len(labels)], labels, seed=seed, max_sample_rows=sample_size
    )
    return pa.table(
        {
            "metric": pa.array(["silhouette"], pa.string()),
            "value": pa.array([None if np.isnan(value) else value], pa.float64()),
            "users_count": pa.array([users_count], pa.int64()),
        }
    )
