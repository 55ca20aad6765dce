/* grain: one row per metric, model and cut: forecasts for the test period beside what came, over the users who had ordered
   before it */
{% set forecasts = {
    'published': ['users.expected_test_orders_count', 'users.expected_order_amount'],
    'same_rate': ['coalesce(users.own_rate, 0.0) * ' ~ var('test_days'), 'coalesce(users.own_amount, 0.0)'],
    'mean_rate': ['means.rate * ' ~ var('test_days'), 'means.amount'],
    'nothing': ['0.0', '0.0']
} -%}
with later_orders as (
    select
        orders.user_idx,
        count(distinct orders.ordered_on) as order_days_count,
        cast(sum(orders.net_amount) as double) as net_amount
    from {{ ref('kindred', 'int_orders') }} as orders
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on orders.ordered_at >= cuts.cut_at
    where orders.cut = 'release' and cuts.cut = 'test' and not orders.is_refunded_in_full
    group by orders.user_idx
),

users as (
    select
        orders.*,
        cast(orders.repeat_days_count as double) / nullif(orders.first_to_cut_days, 0) as own_rate,
        orders.paid_amount / nullif(orders.paid_days_count, 0) as own_amount,
        customer_values.expected_test_orders_count,
        customer_values.expected_order_amount,
        coalesce(later_orders.order_days_count, 0) as later_orders_count,
        coalesce(later_orders.net_amount, 0.0) as later_amount
    from {{ ref('kindred', 'int_user_orders') }} as orders
    inner join {{ ref('kindred', 'int_customer_values') }} as customer_values
        on orders.cut = customer_values.cut and orders.user_idx = customer_values.user_idx
    left join later_orders on orders.user_idx = later_orders.user_idx
    where orders.cut = 'test'
),

means as (
    select
        cast(sum(repeat_days_count) as double) / nullif(sum(first_to_cut_days), 0) as rate,
        {{ kindred.exact_sum('paid_amount') }} / nullif(sum(paid_days_count), 0) as amount
    from users
),

errors as (
    {% for model, (orders, amount) in forecasts.items() %}
    select '{{ model }}' as model, 'orders' as target, {{ orders }} as forecast, users.later_orders_count as actual
    from users
    cross join means
    union all
    select '{{ model }}' as model, 'amount' as target, {{ orders }} * {{ amount }} as forecast, users.later_amount as actual
    from users
    cross join means
    -- without any price there is no amount to forecast
    where means.amount is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- squares are taken of shares of the largest error: those of money may be too large to add up exactly
judged as (
    select
        model,
        target,
        {{ kindred.exact_sum('abs(forecast - actual)') }} / count(forecast) as mean_absolute_error,
        max(largest) * sqrt({{ kindred.exact_sum('pow((forecast - actual) / largest, 2)') }} / count(forecast)) as root_mean_squared_error,
        {{ kindred.exact_sum('forecast') }} / nullif({{ kindred.exact_sum('actual') }}, 0) as total_ratio,
        count(forecast) as users_count
    from (select *, nullif(max(abs(forecast - actual)) over (partition by model, target), 0) as largest from errors) as scaled
    group by model, target
)

{% for metric in ['mean_absolute_error', 'root_mean_squared_error', 'total_ratio'] %}
select
    target || '_{{ metric }}' as metric,
    model,
    'test' as cut,
    {{ metric }} as value,
    users_count
from judged
{{ 'union all' if not loop.last }}
{% endfor %}
