/* grain: one row per purchase or refund. A refund belongs to the order it names; one that names no order of the
   user's belongs to the latest earlier order with that item; failing that, to none. */
with lines as (
    select
        row_number() over () as line_id,
        user_idx,
        former_idx,
        former_after,
        former_until,
        item_idx,
        event_type,
        event_at,
        event_on,
        coalesce(
            order_id, case when event_type = 'purchase' then {{ kindred.timestamp_text('event_at') }} end
        ) as order_id,
        quantity,
        unit_price,
        amount
    from {{ ref('kindred', 'int_events') }}
    where event_type in ('purchase', 'refund')
),

orders as (
    select distinct user_idx, order_id from lines
    where event_type = 'purchase'
),

loose_refunds as (
    select refunds.*
    from lines as refunds
    left join orders on refunds.user_idx = orders.user_idx and refunds.order_id = orders.order_id
    where refunds.event_type = 'refund' and orders.order_id is null
),

refund_orders as (
    select
        refunds.line_id,
        purchases.order_id
    from loose_refunds as refunds
    inner join lines as purchases
        on
            refunds.user_idx = purchases.user_idx
            and refunds.item_idx = purchases.item_idx
            and refunds.event_at >= purchases.event_at
    where purchases.event_type = 'purchase'
    qualify row_number() over (
        partition by refunds.line_id order by purchases.event_at desc, purchases.order_id asc
    ) = 1
)

select
    lines.user_idx,
    lines.former_idx,
    lines.former_after,
    lines.former_until,
    lines.item_idx,
    lines.event_type,
    lines.event_at,
    lines.event_on,
    case
        when loose_refunds.line_id is not null then refund_orders.order_id
        else lines.order_id
    end as order_id,
    lines.quantity,
    lines.unit_price,
    lines.amount
from lines
left join loose_refunds on lines.line_id = loose_refunds.line_id
left join refund_orders on lines.line_id = refund_orders.line_id
