/* grain: one row per item and rank of its nearest items. Stored by neighbour: recommend_now asks for the few that somebody
   just saw, and reads their rows alone */
select
    items.item_id,
    pairs.rank,
    neighbors.item_id as neighbor_item_id,
    pairs.similarity
from {{ ref('kindred', 'int_item_pairs') }} as pairs
inner join {{ ref('kindred', 'int_item_index') }} as items on pairs.item_idx = items.item_idx
inner join {{ ref('kindred', 'int_item_index') }} as neighbors on pairs.neighbor_idx = neighbors.item_idx
where pairs.cut = 'release' and pairs.recommender = 'item_cosine'
order by neighbor_item_id, items.item_id
