"""Grain: one row per segment and rule: a shallow tree that stands in for the fit, in SQL."""


def model(dbt, session):
    from kindred_warehouse.rules import rules_of

    seed = dbt.config.meta_get("random_seed")
    categories_count = dbt.config.meta_get("taste_categories_count")
    features, segments = dbt.ref("kindred", "user_features"), dbt.ref("kindred", "user_segments")
    return rules_of(features, segments, categories_count, seed)
