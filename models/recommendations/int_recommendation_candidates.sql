/* grain: one row per cut, task, user, recommender and rank; score is over the user's best, divisor gives the raw score
   back. Task new_items leaves out what the user owns, all_items does not. */
select cut, task, user_idx, item_idx, recommender, score, rank, divisor
from {{ ref('kindred', 'py_recommendation_candidates') }}
{% if 'segment_popular' in var('recommenders') %}
union all
select cut, task, user_idx, item_idx, recommender, score, rank, divisor
from {{ ref('kindred', 'py_segment_candidates') }}
{% endif %}
{% if var('similarity_engine') == 'sql' %}
{% for recommender in ['item_cosine', 'user_cosine'] if recommender in var('recommenders') %}
union all
select * from ({{ kindred.top_candidates(ref('kindred', 'int_' ~ recommender ~ '_scores'), recommender) }}) as {{ recommender }}
{% endfor %}
{% endif %}
