"""Grain: one row per cut, kind (item, user) and index: vectors from texts, by a large model."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.llm_embeddings import embedded_texts
    from kindred_warehouse.vectors import llm_at

    limits = {
        "calls": dbt.config.meta_get("llm_max_calls_count"),
        "calls_per_minute": dbt.config.meta_get("llm_max_calls_per_minute"),
        "timeout_seconds": dbt.config.meta_get("llm_timeout_seconds"),
    }
    width = dbt.config.meta_get("vector_dimension")
    interactions, texts = dbt.ref("kindred", "int_interactions"), dbt.ref("kindred", "int_texts")
    words = dbt.ref("kindred", "int_shared_words").fetchall()
    known = embedded_texts(texts, words, session.cursor(), dbt.this.schema, **limits)
    options = {"width": width}
    return pa.concat_tables(llm_at(cut, interactions, texts, known, **options) for cut in CUTS)
