/* grain: one row per item and rank of its nearest items */
select
    items.item_id,
    similarities.rank,
    neighbors.item_id as neighbor_item_id,
    similarities.similarity
from {{ ref('kindred', 'int_item_similarities') }} as similarities
inner join {{ ref('kindred', 'int_item_index') }} as items on similarities.item_idx = items.item_idx
inner join {{ ref('kindred', 'int_item_index') }} as neighbors on similarities.neighbor_idx = neighbors.item_idx
where similarities.cut = 'release'
