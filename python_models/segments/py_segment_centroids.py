"""Grain: one row per cut, cluster and matrix column: centre, spread, and the cluster's prior."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segment_choice import fit_segments
    from kindred_warehouse.cuts import CUTS, cut_table
    from kindred_warehouse.segmentation import read_matrix

    seed = dbt.config.meta_get("random_seed")
    relation = dbt.ref("kindred", "int_feature_matrix")
    choice = dbt.ref("kindred", "int_segment_choice").select("method, segments_count")
    method, k = choice.fetchall()[0]
    tables = []
    for cut in CUTS:
        matrix, names = read_matrix(relation, cut)
        fit = fit_segments(matrix, method=method, k=k, seed=seed)
        columns = {
            "cluster": np.repeat(np.arange(fit.count), len(names)),
            "feature": np.tile(names, fit.count),
            "value": fit.centroids.ravel(),
            "precision": fit.precision.ravel(),
            "log_prior": np.repeat(fit.log_prior, len(names)),
        }
        tables.append(cut_table(cut, **columns))
    return pa.concat_tables(tables)
