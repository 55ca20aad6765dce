"""Grain: one row per task: the low end of the re-ranked lists' lead on popularity."""


def model(dbt, session):
    from kindred_warehouse.leads import reranker_leads

    options = {
        "n": dbt.config.meta_get("recommendations_count"),
        "min_users": dbt.config.meta_get("blend_min_users_count"),
        "seed": dbt.config.meta_get("random_seed"),
    }
    reranked = dbt.ref("kindred", "int_reranked_candidates")
    relations = {
        "int_recommendation_candidates": dbt.ref("kindred", "int_recommendation_candidates"),
        "int_relevant_items": dbt.ref("kindred", "int_relevant_items"),
        "int_target_users": dbt.ref("kindred", "int_target_users"),
    }
    return reranker_leads(reranked, relations, **options)
