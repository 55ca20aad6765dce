/* grain: one row per encoder, item and rank of its nearest items by cosine of their vectors; by Python, or the SQL twin */
with pairs as (
    {% if var('similarity_engine') != 'sql' %}
    select encoder, item_idx, neighbor_idx, similarity, rank
    from {{ ref('kindred', 'py_item_vector_similarities') }}
    {% else %}
    {{ kindred.vector_top_k(ref('kindred', 'int_vectors'), "cut = 'release' and kind = 'item'", var('item_neighbors_count')) }}
    {% endif %}
)

select
    pairs.encoder,
    items.item_id,
    pairs.rank,
    neighbors.item_id as neighbor_item_id,
    pairs.similarity
from pairs
inner join {{ ref('kindred', 'int_item_index') }} as items on pairs.item_idx = items.item_idx
inner join {{ ref('kindred', 'int_item_index') }} as neighbors on pairs.neighbor_idx = neighbors.item_idx
