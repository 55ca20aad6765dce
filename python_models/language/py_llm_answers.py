"""Grain: one row per purpose and subject that a large model was asked about: what of it stands."""


def model(dbt, session):
    from kindred_warehouse.llm_answers import answers_to

    limits = {
        "calls": dbt.config.meta_get("llm_max_calls_count"),
        "calls_per_minute": dbt.config.meta_get("llm_max_calls_per_minute"),
        "timeout_seconds": dbt.config.meta_get("llm_timeout_seconds"),
    }
    facts = dbt.ref("kindred", "int_llm_facts").order("purpose, subject_id, rank").fetchall()
    words = dbt.ref("kindred", "int_shared_words").fetchall()
    return answers_to(facts, words, session.cursor(), dbt.this.schema, **limits)
