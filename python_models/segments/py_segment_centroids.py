"""Grain: one row per cut, cluster and matrix column: centre, spread, and the cluster's prior."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segments import fit_kmeans
    from kindred_warehouse.cuts import CUTS, cut_table, read_cut

    k = dbt.config.meta_get("segments_count")
    seed = dbt.config.meta_get("random_seed")
    matrix = dbt.ref("kindred", "int_feature_matrix")
    tables = []
    for cut in CUTS:
        rows = read_cut(matrix, cut, ["user_idx", "feature"], ["value"])
        names = np.unique(rows["feature"].astype(str))
        values = rows["value"].reshape(-1, max(len(names), 1))
        fit = fit_kmeans(values, k=k, seed=seed)
        centroids = fit.centroids
        columns = {
            "cluster": np.repeat(np.arange(len(centroids)), len(names)),
            "feature": np.tile(names, len(centroids)),
            "value": np.round(centroids, 9).ravel(),
            "precision": np.full(centroids.size, round(fit.precision, 9)),
            "log_prior": np.zeros(centroids.size),
        }
        tables.append(cut_table(cut, **columns))
    return pa.concat_tables(tables)
