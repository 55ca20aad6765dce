/* grain: one row per item of the catalogue or of the events */
select
    -- ids and words
    item_index.item_id,
    stg_items.item_id is not null as is_in_catalogue,
    stg_items.title,
    stg_items.description,
    stg_items.category,
    stg_items.top_category,
    stg_items.brand,
    stg_items.is_available,
    stg_items.attributes,

    -- money
    stg_items.price,
    prices.typical_price,
    prices.price_percentile,

    -- counts
    coalesce(popularity.users_count, 0) as users_count,
    coalesce(popularity.owners_count, 0) as owners_count
from {{ ref('kindred', 'int_item_index') }} as item_index
left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
left join {{ ref('kindred', 'int_item_prices') }} as prices
    on item_index.item_idx = prices.item_idx and prices.cut = 'release'
left join {{ ref('kindred', 'int_item_popularity') }} as popularity
    on item_index.item_idx = popularity.item_idx and popularity.cut = 'release'
