/* grain: one row per cut, user and rank of its nearest users; learned in Python, or by the SQL twin */
{% if var('similarity_engine') != 'sql' %}
select cut, user_idx, neighbor_idx, similarity, rank
from {{ ref('kindred', 'py_user_similarities') }}
{% else %}
{{ kindred.cosine_top_k(ref('kindred', 'int_user_strengths'), 'user', 'item', ref('kindred', 'int_target_users')) }}
{% endif %}
