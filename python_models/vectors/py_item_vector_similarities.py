"""Grain: one row per encoder, item and rank of its nearest items by cosine of their vectors."""


def model(dbt, session):
    from kindred_warehouse.vectors import similar_items

    k = dbt.config.meta_get("neighbors_count")
    min_similarity = dbt.config.meta_get("min_similarity")
    return similar_items(dbt.ref("kindred", "int_vectors"), k=k, min_similarity=min_similarity)
