"""Grain: one row per review with text: its mood, by a model that did not see its stars."""


def model(dbt, session):
    from kindred_warehouse.reviews import sentiments_of

    return sentiments_of(dbt.ref("kindred", "int_review_texts"))
