/* grain: one row per actor and order */
select
    -- ids
    user_index.actor_id,
    orders.order_id,
    user_index.user_id,

    -- moments
    orders.ordered_at,
    orders.ordered_on,

    -- counts
    orders.lines_count,
    orders.items_count,
    cast(orders.quantity as decimal(28, 4)) as quantity,
    cast(orders.net_quantity as decimal(28, 4)) as net_quantity,

    -- money: net = gross - refunded
    cast(orders.gross_amount as decimal(28, 4)) as gross_amount,
    cast(orders.refunded_amount as decimal(28, 4)) as refunded_amount,
    cast(orders.net_amount as decimal(28, 4)) as net_amount,
    orders.is_refunded_in_full
from {{ ref('kindred', 'int_orders') }} as orders
inner join {{ ref('kindred', 'int_user_index') }} as user_index on orders.user_idx = user_index.user_idx
where orders.cut = 'release'
