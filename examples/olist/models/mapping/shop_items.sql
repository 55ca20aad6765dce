/* grain: one row per product that was ordered. The publisher gives no titles: category and id stand in */
with prices as (
    select product_id, cast(median(unit_price) as decimal(18, 2)) as price
    from {{ ref('stg_order_lines') }}
    group by product_id
)

select
    prices.product_id as item_id,
    coalesce(replace(products.product_category_name, '_', ' '), 'produto') || ' ' || substr(prices.product_id, 1, 6) as title,
    replace(products.product_category_name, '_', ' ') as category,
    prices.price
from prices
left join {{ source('publisher', 'products') }} as products on prices.product_id = products.product_id
