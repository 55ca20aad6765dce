/* grain: one row per item with a price: what it usually costs, and where that lies among its category (0 to 1) */
with paid as (
    select item_idx, median(unit_price) as median_price
    from {{ ref('kindred', 'int_events') }}
    where event_type = 'purchase' and item_idx is not null and unit_price is not null
    group by item_idx
),

priced as (
    select
        item_index.item_idx,
        coalesce(stg_items.top_category, 'all') as top_category,
        cast(coalesce(paid.median_price, stg_items.price) as double) as typical_price
    from {{ ref('kindred', 'int_item_index') }} as item_index
    left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
    left join paid on item_index.item_idx = paid.item_idx
    where coalesce(paid.median_price, stg_items.price) is not null
)

select
    item_idx,
    typical_price,
    percent_rank() over (partition by top_category order by typical_price) as price_percentile
from priced
