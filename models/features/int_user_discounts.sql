/* grain: one row per cut and user with a purchase of known price: how often they pay less than the item usually costs */
select
    cuts.cut,
    {{ kindred.actor_at('lines', 'cuts.cut_at') }} as user_idx,
    cast(count(*) filter (
        where lines.unit_price < (1 - {{ var('discount_min_share') }}) * prices.typical_price
    ) as double) / count(*) as discount_share
from {{ ref('kindred', 'int_order_lines') }} as lines
inner join {{ ref('kindred', 'int_cuts') }} as cuts on lines.event_at < cuts.cut_at
inner join {{ ref('kindred', 'int_item_prices') }} as prices on cuts.cut = prices.cut and lines.item_idx = prices.item_idx
where lines.event_type = 'purchase' and lines.unit_price is not null
group by all
