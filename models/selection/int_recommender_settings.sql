/* grain: one row per cosine recommender: its settings; a setting that only the other has is null */
select
    recommender,
    weighting,
    activity_exponent,
    target_exponent,
    history_exponent,
    popularity_exponent,
    neighbour_exponent,
    shrinkage,
    power,
    neighbours_count,
    min_similarity,
    trials_count
from {{ ref('kindred', 'py_recommender_settings') }}
