/* grain: one row per recommender that learns pairs: its settings; a setting that only others have is null */
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
    ridge,
    exact_items,
    trials_count
from {{ ref('kindred', 'py_recommender_settings') }}
