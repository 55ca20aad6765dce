"""Grain: one row per cut, encoder, user and rank: what lies in their direction."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.vectors import candidates_at

    n = dbt.config.meta_get("candidates_count")
    exclude_owned = dbt.config.meta_get("exclude_owned_items")
    vectors = dbt.ref("kindred", "int_vectors")
    interactions = dbt.ref("kindred", "int_interactions")
    items = dbt.ref("kindred", "items").filter("not coalesce(is_available, true)")
    index = dbt.ref("kindred", "int_item_index").set_alias("item_index")
    gone = items.set_alias("items").join(index, "items.item_id = item_index.item_id")
    options = {"n": n, "exclude_owned": exclude_owned, "gone": gone.select("item_idx")}
    cuts = ("release", "test")
    return pa.concat_tables(candidates_at(cut, vectors, interactions, **options) for cut in cuts)
