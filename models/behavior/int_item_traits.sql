/* grain: one row per item: what rules and metrics ask of it; a category or brand that is not known is null */
select
    item_index.item_idx,
    item_index.item_id,
    stg_items.title,
    stg_items.category,
    stg_items.brand,
    coalesce(stg_items.is_available, true) as is_recommendable,
    -- categories as integers, -1 for none
    cast(dense_rank() over (order by stg_items.top_category asc nulls first) as integer)
    - case when count(*) filter (where stg_items.top_category is null) over () > 0 then 2 else 1 end as category_idx
from {{ ref('kindred', 'int_item_index') }} as item_index
left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
