"""Grain: one row per cut, kind (item, user) and index: vectors from texts."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.vectors import text_at

    width = dbt.config.meta_get("vector_dimension")
    seed = dbt.config.meta_get("random_seed")
    interactions = dbt.ref("kindred", "int_interactions")
    texts = dbt.ref("kindred", "int_texts")
    options = {"width": width, "seed": seed}
    return pa.concat_tables(text_at(cut, interactions, texts, **options) for cut in CUTS)
