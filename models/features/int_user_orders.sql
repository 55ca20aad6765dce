/* grain: one row per cut and user with an order that was not refunded in full: frequency, money, rhythm, and the purchase
   history in days, which is what the models of customer value know */
with order_days as (
    select
        orders.cut,
        orders.cut_on,
        orders.user_idx,
        orders.ordered_on,
        orders.net_amount,
        {{ kindred.days_between('lag(orders.ordered_on) over user_orders', 'orders.ordered_on') }} as days_since_previous
    from {{ ref('kindred', 'int_orders') }} as orders
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on orders.user_idx = user_index.user_idx
    where not orders.is_refunded_in_full and user_index.user_id is not null
    window user_orders as (partition by orders.cut, orders.user_idx order by orders.ordered_at, orders.order_id)
),

totals as (
    select
        cut,
        user_idx,
        max(cut_on) as cut_on,
        min(ordered_on) as first_ordered_on,
        max(ordered_on) as last_ordered_on,
        count(distinct ordered_on) as order_days_count,
        count(distinct ordered_on) filter (where net_amount > 0) as paid_days_count,
        coalesce(sum(net_amount) filter (where net_amount > 0), 0) as paid_amount,
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
    end as days_between_orders_variation,
    order_days_count - 1 as repeat_days_count,
    {{ kindred.days_between('first_ordered_on', 'last_ordered_on') }} as first_to_last_days,
    {{ kindred.days_between('first_ordered_on', 'cut_on') }} as first_to_cut_days,
    paid_days_count,
    cast(paid_amount as double) as paid_amount
from totals
