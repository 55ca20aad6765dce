/* grain: one row per cut, recommendable target item and rank of a history item that speaks for it */
select
    similarities.cut,
    similarities.item_idx,
    similarities.neighbor_idx,
    similarities.similarity,
    similarities.rank
from {{ ref('kindred', 'int_item_similarities') }} as similarities
inner join {{ ref('kindred', 'int_item_index') }} as item_index on similarities.item_idx = item_index.item_idx
left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
where coalesce(stg_items.is_available, true)
