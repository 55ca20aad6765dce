/* grain: one row per cut, item and rank of its nearest items; learned in Python, or by the SQL twin */
{% if var('similarity_engine') != 'sql' %}
select cut, item_idx, neighbor_idx, similarity, rank
from {{ ref('kindred', 'py_item_similarities') }}
{% else %}
{{ kindred.cosine_top_k(ref('kindred', 'int_strengths'), 'item', 'user', none) }}
{% endif %}
