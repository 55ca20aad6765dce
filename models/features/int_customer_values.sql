/* grain: one row per cut and user with an order that was not refunded in full: what they are worth, so far and from here.
   Days with an order are what the models count; r, alpha, a, b and p, q, v are as in the papers (docs/numbers.md) */
with parameters as (
    select
        cut,
        {% for parameter in ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] %}
        max(value) filter (where parameter = '{{ parameter }}') as {{ parameter }},
        {% endfor %}
        -- how often one could have left before the first repeat
        max(case when model = 'mbg_nbd' then 1 else 0 end) as first_chances_count
    from {{ ref('kindred', 'int_customer_value_parameters') }}
    group by cut
),

expected as (
    select
        orders.cut,
        orders.user_idx,
        orders.recency_days,
        orders.orders_count,
        features.net_amount,
        expected_orders.expected_orders_count,
        expected_orders.expected_test_orders_count,
        case
            when orders.repeat_days_count + parameters.first_chances_count > 0 then 1.0 / (1.0 + exp(least(
                700.0,
                ln(parameters.a / (parameters.b + orders.repeat_days_count + parameters.first_chances_count - 1))
                + (parameters.r + orders.repeat_days_count)
                * (ln(parameters.alpha + orders.first_to_cut_days) - ln(parameters.alpha + orders.first_to_last_days))
            )))
        end as alive_probability,
        parameters.p * (parameters.v + orders.paid_amount)
        / case when parameters.p * orders.paid_days_count + parameters.q > 1 then parameters.p * orders.paid_days_count + parameters.q - 1 end
            as expected_order_amount
    from {{ ref('kindred', 'int_user_orders') }} as orders
    inner join {{ ref('kindred', 'int_user_features') }} as features on orders.cut = features.cut and orders.user_idx = features.user_idx
    inner join parameters on orders.cut = parameters.cut
    left join {{ ref('kindred', 'py_expected_orders') }} as expected_orders
        on
            orders.cut = expected_orders.cut
            and orders.repeat_days_count = expected_orders.repeat_days_count
            and orders.first_to_last_days = expected_orders.first_to_last_days
            and orders.first_to_cut_days = expected_orders.first_to_cut_days
)

select
    cut,
    user_idx,

    -- so far
    {{ kindred.quintile_score('cut', 'recency_days desc') }} as recency_score,
    {{ kindred.quintile_score('cut', 'orders_count') }} as frequency_score,
    case
        when net_amount is not null then {{ kindred.quintile_score('cut, net_amount is null', 'net_amount') }}
    end as monetary_score,

    -- from here
    round(alive_probability, 9) as alive_probability,
    expected_orders_count,
    expected_test_orders_count,
    round(expected_order_amount, 9) as expected_order_amount,
    round(expected_orders_count * expected_order_amount, 9) as expected_net_amount
from expected
