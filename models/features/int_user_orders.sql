/* grain: one row per cut and user with an order that was not refunded in full: frequency, money, rhythm */
with order_days as (
    select
        cut,
        cut_on,
        user_idx,
        ordered_on,
        net_amount,
        {{ kindred.days_between('lag(ordered_on) over user_orders', 'ordered_on') }} as days_since_previous
    from {{ ref('kindred', 'int_orders') }}
    where not is_refunded_in_full
    window user_orders as (partition by cut, user_idx order by ordered_at, order_id)
),

totals as (
    select
        cut,
        user_idx,
        max(cut_on) as cut_on,
        max(ordered_on) as last_ordered_on,
        count(*) as orders_count,
        sum(net_amount) as orders_amount,
        count(net_amount) as priced_orders_count,
        count(days_since_previous) as gaps_count,
        cast(sum(days_since_previous) as double) as gaps_sum,
        cast(sum(cast(days_since_previous as bigint) * days_since_previous) as double) as gaps_square_sum
    from order_days
    group by cut, user_idx
)

select
    cut,
    user_idx,
    {{ kindred.days_between('last_ordered_on', 'cut_on') }} as recency_days,
    orders_count,
    cast(orders_amount as double) / nullif(priced_orders_count, 0) as average_order_amount,
    gaps_sum / nullif(gaps_count, 0) as days_between_orders,
    -- coefficient of variation of the gaps: 0 is clockwork; needs two gaps
    case
        when gaps_count >= 2 and gaps_sum > 0
            then sqrt(greatest(gaps_square_sum / gaps_count - pow(gaps_sum / gaps_count, 2), 0.0)) / (gaps_sum / gaps_count)
    end as days_between_orders_variation
from totals
