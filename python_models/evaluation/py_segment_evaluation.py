"""Grain: one row per metric, method and cut: how well the published segments divide the users."""


def model(dbt, session):
    import pyarrow as pa

    from kindred.segment_choice import score_division, score_prediction
    from kindred_warehouse.cuts import read_cut
    from kindred_warehouse.segmentation import read_matrix, read_outcomes, score_table

    seed = dbt.config.meta_get("random_seed")
    sample_size = dbt.config.meta_get("silhouette_sample_users_count")
    matrix, _ = read_matrix(dbt.ref("kindred", "int_feature_matrix"), "release")
    clusters = dbt.ref("kindred", "int_user_clusters")
    outcomes = read_outcomes(dbt.ref("kindred", "int_user_outcomes"), "test")

    labels = read_cut(clusters, "release", ["user_idx"], ["cluster"])["cluster"]
    divided = score_division(matrix, labels, seed=seed, max_silhouette_rows=sample_size)
    labels = read_cut(clusters, "test", ["user_idx"], ["cluster"])["cluster"]
    predicted = score_prediction("segments", labels, outcomes)
    predicted += score_prediction("rfm_quintiles", outcomes.rfm_cell, outcomes)
    tables = [score_table(divided), score_table(predicted)]
    return pa.concat_tables(
        table.append_column("cut", pa.array([cut] * len(table), pa.string()))
        for cut, table in zip(("release", "test"), tables, strict=True)
    )
