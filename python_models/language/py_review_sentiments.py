"""Grain: one row per review with words and per other text: its mood, by a model that did not see
the stars of a review."""


def model(dbt, session):
    from kindred_warehouse.reviews import sentiments_of

    return sentiments_of(dbt.ref("kindred", "int_judged_texts"))
