"""Grain: one row per metric and candidate: how well it holds up at the validation cut."""


def model(dbt, session):
    from kindred.segment_choice import METHODS, score_candidates
    from kindred_warehouse.segmentation import read_matrix, read_outcomes, score_table

    method = dbt.config.meta_get("segment_method")
    count = dbt.config.meta_get("segments_count")
    least = dbt.config.meta_get("segments_count_min")
    most = dbt.config.meta_get("segments_count_max")
    options = {
        "seed": dbt.config.meta_get("random_seed"),
        "max_rows": dbt.config.meta_get("choice_sample_users_count"),
        "methods": METHODS if method == "auto" else (method,),
        "ks": range(least, most + 1) if count == "auto" else (count,),
    }
    matrix, _ = read_matrix(dbt.ref("kindred", "int_feature_matrix"), "validation")
    outcomes = read_outcomes(dbt.ref("kindred", "int_user_outcomes"), "validation")
    few = len(matrix) < dbt.config.meta_get("choice_min_users_count")
    return score_table([] if few else score_candidates(matrix, outcomes, **options))
