"""Grain: one row per cut, user and rank that a fallback fills, with its place in their order."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.fallbacks import fallbacks_at

    options = {
        "limits": dbt.config.meta_get("limits"),
        "exclude_owned": dbt.config.meta_get("exclude_owned_items"),
    }
    lengths = dbt.config.meta_get("list_lengths")
    relations = {
        "int_target_segments": dbt.ref("kindred", "int_target_segments"),
        "int_blended_recommendations": dbt.ref("kindred", "int_blended_recommendations"),
        "int_fallback_items": dbt.ref("kindred", "int_fallback_items"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_strengths": dbt.ref("kindred", "int_strengths"),
    }
    return pa.concat_tables(
        fallbacks_at(cut, relations, length=length, **options) for cut, length in lengths.items()
    )
