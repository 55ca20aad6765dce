/* grain: one row per order and product bought, per order for its freight, and either again, as refund, where the
   order was cancelled */
with lines as (
    select
        orders.order_id,
        orders.person_id,
        orders.ordered_at,
        orders.is_cancelled,
        order_lines.product_id,
        order_lines.unit_price,
        order_lines.quantity,
        order_lines.freight_amount
    from {{ ref('olist', 'orders') }} as orders
    inner join {{ ref('stg_order_lines') }} as order_lines on orders.order_id = order_lines.order_id
),

purchases as (
    select person_id, ordered_at, 'purchase' as event_type, product_id, order_id, quantity, unit_price
    from lines
),

freight as (
    -- money, and no item
    select person_id, ordered_at, 'purchase' as event_type, null as product_id, order_id, 1 as quantity, sum(freight_amount) as unit_price
    from lines
    group by person_id, ordered_at, order_id
),

refunds as (
    select person_id, ordered_at, 'refund' as event_type, product_id, order_id, quantity, unit_price
    from lines
    where is_cancelled
    union all
    select freight.person_id, freight.ordered_at, 'refund' as event_type, null as product_id, freight.order_id, 1 as quantity, freight.unit_price
    from freight
    inner join lines on freight.order_id = lines.order_id
    where lines.is_cancelled
    group by all
),

all_events as (
    select * from purchases
    union all
    select * from freight
    union all
    select * from refunds
)

select
    order_id || '/' || event_type || '/' || coalesce(product_id, 'freight') || '/' || cast(unit_price as varchar) as event_id,
    person_id as user_id,
    ordered_at as event_at,
    event_type,
    product_id as item_id,
    order_id,
    quantity,
    unit_price
from all_events
