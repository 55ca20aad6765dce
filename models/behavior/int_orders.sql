/* grain: one row per cut, user and order */
with totals as (
    select
        cuts.cut,
        cuts.cut_on,
        {{ kindred.actor_at('lines', 'cuts.cut_at') }} as user_idx,
        lines.order_id,
        min(lines.event_at) filter (where lines.event_type = 'purchase') as ordered_at,
        min(lines.event_on) filter (where lines.event_type = 'purchase') as ordered_on,
        count(*) filter (where lines.event_type = 'purchase') as lines_count,
        count(distinct lines.item_idx) filter (where lines.event_type = 'purchase') as items_count,
        sum(lines.quantity) filter (where lines.event_type = 'purchase') as quantity,
        sum(lines.quantity) as net_quantity,
        sum(lines.amount) filter (where lines.event_type = 'purchase') as gross_amount,
        sum(lines.amount) filter (where lines.event_type = 'refund') as refunded_amount,
        sum(lines.amount) as net_amount,
        count(*) filter (where lines.event_type = 'refund') as refunds_count
    from {{ ref('kindred', 'int_order_lines') }} as lines
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on lines.event_at < cuts.cut_at
    where lines.order_id is not null
    group by all
)

select
    cut,
    cut_on,
    user_idx,
    order_id,
    ordered_at,
    ordered_on,
    lines_count,
    items_count,
    quantity,
    net_quantity,
    gross_amount,
    case when gross_amount is not null then -coalesce(refunded_amount, 0) end as refunded_amount,
    case when gross_amount is not null then net_amount end as net_amount,
    -- where no price is known, the units alone decide
    refunds_count > 0 and (net_quantity <= 0 or coalesce(gross_amount > 0 and net_amount <= 0, false)) as is_refunded_in_full
from totals
where ordered_at is not null
