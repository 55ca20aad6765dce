/* grain: one row per cut, recommender, target item and rank of an item of the history that speaks for it; learned in
   Python, the item cosine also by the SQL twin */
select cut, recommender, item_idx, neighbor_idx, similarity, rank
from {{ ref('kindred', 'py_item_pairs') }}
{% if var('similarity_engine') == 'sql' %}
union all
select cut, 'item_cosine' as recommender, item_idx, neighbor_idx, similarity, rank
from (
    {{ kindred.cosine_top_k(ref('kindred', 'int_strengths'), 'item', 'user', none) | indent(4) }}
) as item_cosine
{% endif %}
