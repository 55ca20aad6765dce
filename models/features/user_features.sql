/* grain: one row per user seen in the events */
select
    -- ids
    user_index.user_id,

    -- recency, frequency, money
    features.recency_days,
    features.last_seen_days,
    features.tenure_days,
    features.orders_count,
    features.net_amount,
    features.average_order_amount,

    -- value, so far and from here
    customer_values.recency_score,
    customer_values.frequency_score,
    customer_values.monetary_score,
    customer_values.alive_probability,
    customer_values.expected_orders_count,
    customer_values.expected_net_amount,

    -- rhythm
    features.days_between_orders,
    features.days_between_orders_variation,
    features.active_days_count,
    features.night_share,
    features.morning_share,
    features.afternoon_share,
    features.evening_share,
    features.weekend_share,

    -- visits and funnel
    features.sessions_count,
    features.session_minutes,
    features.events_per_session,
    features.buying_sessions_share,
    features.views_count,
    features.carts_count,
    features.wishlists_count,
    features.purchases_count,
    features.view_to_cart_share,
    features.cart_to_purchase_share,
    features.abandoned_items_count,

    -- search
    features.searches_count,
    features.distinct_queries_count,
    features.searches_per_session,

    -- taste
    features.top_category,
    features.top_brand,
    features.category_shares,
    features.category_concentration,
    features.brand_concentration,
    features.items_count,
    features.rebought_items_share,

    -- price and refunds
    features.price_level,
    features.discount_share,
    features.refund_share,

    -- opinion
    features.ratings_count,
    features.average_rating
from {{ ref('kindred', 'int_user_features') }} as features
inner join {{ ref('kindred', 'int_user_index') }} as user_index on features.user_idx = user_index.user_idx
left join {{ ref('kindred', 'int_customer_values') }} as customer_values
    on features.cut = customer_values.cut and features.user_idx = customer_values.user_idx
where features.cut = 'release'
