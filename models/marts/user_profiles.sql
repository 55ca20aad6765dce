/* grain: one row per user seen in the events: everything about the user that a list is filtered by */
{% set prefix = 'recommended.' if var('recommendations_enabled') else 'cast(null as varchar) as ' %}
{% if var('recommendations_enabled') %}
with recommended as (
    select
        user_id,
        max(case when rank = 1 then item_id end) as recommended_item_1_id,
        max(case when rank = 2 then item_id end) as recommended_item_2_id,
        max(case when rank = 3 then item_id end) as recommended_item_3_id
    from {{ ref('kindred', 'user_recommendations') }}
    where rank <= 3
    group by user_id
)
{% endif %}

select
    -- who, and as of when
    features.user_id,
    now_is.as_of,
    users.country,
    users.signed_up_at,

    -- segment
    members.segment_id,
    members.segment_name,
    members.confidence as segment_confidence,
    members.because as segment_because,
    members.method as segment_method,

    -- value
    features.orders_count,
    features.net_amount,
    features.average_order_amount,
    features.expected_orders_count,
    features.expected_net_amount,
    features.alive_probability,
    features.recency_score,
    features.frequency_score,
    features.monetary_score,

    -- activity
    features.tenure_days,
    features.last_seen_days,
    features.recency_days,
    features.sessions_count,
    features.active_days_count,
    features.items_count,
    features.abandoned_items_count,

    -- tastes and price level
    features.top_category,
    features.top_brand,
    features.category_concentration,
    features.price_level,
    features.discount_share,
    features.refund_share,

    -- rhythm
    features.days_between_orders,
    cast(round(features.days_between_orders - features.recency_days) as bigint) as next_order_due_days,
    case greatest(features.night_share, features.morning_share, features.afternoon_share, features.evening_share)
        when features.night_share then 'night'
        when features.morning_share then 'morning'
        when features.afternoon_share then 'afternoon'
        when features.evening_share then 'evening'
    end as favourite_time_of_day,
    features.weekend_share,

    -- what next
    features.top_category as likely_next_category,
    {{ prefix }}recommended_item_1_id,
    {{ prefix }}recommended_item_2_id,
    {{ prefix }}recommended_item_3_id
from {{ ref('kindred', 'user_features') }} as features
inner join {{ ref('kindred', 'user_segments') }} as members on features.user_id = members.user_id
inner join {{ ref('kindred', 'users') }} as users on features.user_id = users.user_id
cross join {{ ref('kindred', 'int_as_of') }} as now_is
{% if var('recommendations_enabled') %}
left join recommended on features.user_id = recommended.user_id
{% endif %}
