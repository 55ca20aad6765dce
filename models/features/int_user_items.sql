/* grain: one row per cut and user tied to any item: the way from view to cart to purchase, and the price level */
select
    interactions.cut,
    interactions.user_idx,
    count(*) as items_count,
    count(*) filter (where interactions.views_count > 0) as viewed_items_count,
    count(*) filter (where interactions.views_count > 0 and interactions.carts_count > 0) as viewed_and_carted_items_count,
    count(*) filter (where interactions.carts_count > 0) as carted_items_count,
    count(*) filter (where interactions.carts_count > 0 and interactions.purchases_count > 0) as carted_and_bought_items_count,
    count(*) filter (where interactions.carts_count > 0 and interactions.purchases_count = 0) as abandoned_items_count,
    count(*) filter (where interactions.purchases_count > 0) as bought_items_count,
    count(*) filter (where interactions.purchases_count > 1) as rebought_items_count,
    {{ kindred.exact_sum('interactions.strength * prices.price_percentile') }}
    / nullif({{ kindred.exact_sum('case when prices.item_idx is not null then interactions.strength end') }}, 0) as price_level
from {{ ref('kindred', 'int_interactions') }} as interactions
left join {{ ref('kindred', 'int_item_prices') }} as prices
    on interactions.cut = prices.cut and interactions.item_idx = prices.item_idx
group by interactions.cut, interactions.user_idx
