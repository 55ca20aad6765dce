/* grain: one row per cut and item with a price: what it usually costs before the cut, and where that lies among its
   category (0 to 1). The catalogue's price stands in for an item that nobody bought; it has no date, so every cut sees it */
with paid as (
    select cuts.cut, events.item_idx, median(events.unit_price) as median_price
    from {{ ref('kindred', 'int_events') }} as events
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on events.event_at < cuts.cut_at
    where events.event_type = 'purchase' and events.item_idx is not null and events.unit_price is not null
    group by cuts.cut, events.item_idx
),

priced as (
    select
        cuts.cut,
        item_index.item_idx,
        coalesce(stg_items.top_category, 'all') as top_category,
        cast(coalesce(paid.median_price, stg_items.price) as double) as typical_price
    from {{ ref('kindred', 'int_item_index') }} as item_index
    cross join {{ ref('kindred', 'int_cuts') }} as cuts
    left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
    left join paid on item_index.item_idx = paid.item_idx and cuts.cut = paid.cut
    where coalesce(paid.median_price, stg_items.price) is not null
)

select
    cut,
    item_idx,
    typical_price,
    percent_rank() over (partition by cut, top_category order by typical_price) as price_percentile
from priced
