/* grain: one row per order. The shop's own table; Kindred's `orders` stands in its own schema */
select
    orders.order_id,
    customers.customer_unique_id as person_id,
    orders.order_status,
    orders.order_status in ('canceled', 'unavailable') as is_cancelled,
    -- local time of the marketplace
    orders.order_purchase_timestamp at time zone 'America/Sao_Paulo' at time zone 'UTC' as ordered_at,
    coalesce(orders.order_delivered_customer_date, orders.order_estimated_delivery_date)
    at time zone 'America/Sao_Paulo' at time zone 'UTC' as closed_at
from {{ source('publisher', 'orders') }} as orders
inner join {{ source('publisher', 'customers') }} as customers on orders.customer_id = customers.customer_id
