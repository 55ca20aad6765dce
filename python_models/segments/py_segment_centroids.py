"""Grain: one row per cut, cluster and matrix column: where k-means puts the centres."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segments import fit_kmeans

    k = dbt.config.meta_get("segments_count")
    seed = dbt.config.meta_get("random_seed")
    matrix = dbt.ref("int_feature_matrix").order("cut, user_idx, feature").fetchnumpy()
    tables = []
    for cut in ("release", "test"):
        rows = np.asarray(matrix["cut"]) == cut
        names = np.unique(np.asarray(matrix["feature"])[rows].astype(str))
        values = np.asarray(matrix["value"])[rows].reshape(-1, max(len(names), 1))
        centroids = fit_kmeans(values, k=k, seed=seed).centroids
        tables.append(
            pa.table(
                {
                    "cut": pa.array([cut] * centroids.size, pa.string()),
                    "cluster": pa.array(
                        np.repeat(np.arange(len(centroids)), len(names)), pa.int32()
                    ),
                    "feature": pa.array(np.tile(names, len(centroids)), pa.string()),
                    "value": pa.array(np.round(centroids, 9).ravel(), pa.float64()),
                }
            )
        )
    return pa.concat_tables(tables)
