"""Grain: one row per cut, encoder, user and rank: what lies in their direction."""


def model(dbt, session):
    from kindred_warehouse.vectors import candidates

    n = dbt.config.meta_get("candidates_count")
    exclude_owned = dbt.config.meta_get("exclude_owned_items")
    vectors = dbt.ref("kindred", "int_vectors")
    interactions = dbt.ref("kindred", "int_interactions")
    items = dbt.ref("kindred", "items").filter("not coalesce(is_available, true)")
    index = dbt.ref("kindred", "int_item_index").set_alias("item_index")
    gone = items.set_alias("items").join(index, "items.item_id = item_index.item_id")
    gone = gone.select("item_idx").fetchnumpy()["item_idx"]
    return candidates(vectors, interactions, n=n, exclude_owned=exclude_owned, gone=gone)
