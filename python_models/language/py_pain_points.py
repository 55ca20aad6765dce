"""Grain: one row per scope and phrase, one per topic, and one per bad review (told by `kind`)."""


def model(dbt, session):
    from kindred_warehouse.reviews import pain_points_of

    least = dbt.config.meta_get("pain_point_min_reviews_count")
    most = dbt.config.meta_get("pain_points_count")
    topics = dbt.config.meta_get("pain_topics_count")
    seed = dbt.config.meta_get("random_seed")
    texts = dbt.ref("kindred", "int_review_texts")
    sentiments = dbt.ref("kindred", "review_sentiments")
    return pain_points_of(texts, sentiments, least, most, topics, seed)
