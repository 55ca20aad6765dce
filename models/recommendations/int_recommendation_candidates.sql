/* grain: one row per cut, user, recommender and rank; score is over the user's best, divisor gives the raw score back */
{% if var('similarity_engine') != 'sql' %}
select cut, user_idx, item_idx, recommender, score, rank, divisor
from {{ ref('kindred', 'py_recommendation_candidates') }}
{% else %}
select * from ({{ kindred.top_candidates(ref('kindred', 'int_item_cosine_scores'), 'item_cosine') }}) as item_cosine
union all
select * from ({{ kindred.top_candidates(ref('kindred', 'int_user_cosine_scores'), 'user_cosine') }}) as user_cosine
{% endif %}
