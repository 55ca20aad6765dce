/* grain: one row per cut (release, test), user and item with a positive strength: the matrix that is learned from */
select
    interactions.cut,
    interactions.user_idx,
    interactions.item_idx,
    interactions.strength,
    interactions.is_owned,
    coalesce(stg_items.is_available, true) as is_recommendable
from {{ ref('kindred', 'int_interactions') }} as interactions
inner join {{ ref('kindred', 'int_item_index') }} as item_index on interactions.item_idx = item_index.item_idx
left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
where interactions.strength > 0 and interactions.cut in ('release', 'test')
