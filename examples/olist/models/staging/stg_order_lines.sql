/* grain: one row per order and product: the publisher has one per unit */
select
    order_items.order_id,
    order_items.product_id,
    order_items.price as unit_price,
    count(*) as quantity,
    sum(order_items.freight_value) as freight_amount
from {{ source('publisher', 'order_items') }} as order_items
group by order_items.order_id, order_items.product_id, order_items.price
