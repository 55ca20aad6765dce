/* grain: one row per cut and user seen before it. A feature is null when it does not apply to the user
   (the average order of someone who never ordered) or to the shop (views where none are recorded) */
select
    -- ids
    activity.cut,
    activity.user_idx,

    -- recency, frequency, money
    orders.recency_days,
    {{ kindred.days_between('activity.last_seen_on', 'activity.cut_on') }} as last_seen_days,
    {{ kindred.days_between('activity.first_seen_on', 'activity.cut_on') }} as tenure_days,
    case when habits.records_purchases then coalesce(orders.orders_count, 0) end as orders_count,
    cast(case
        when activity.net_amount is not null then activity.net_amount
        when habits.records_purchases and activity.purchases_count = 0 then 0
    end as double) as net_amount,
    orders.average_order_amount,

    -- rhythm
    orders.days_between_orders,
    orders.days_between_orders_variation,
    activity.active_days_count,
    {{ kindred.habit('activity.night_events_count', 'activity.events_count', 'activity.active_days_count') }} as night_share,
    {{ kindred.habit('activity.morning_events_count', 'activity.events_count', 'activity.active_days_count') }} as morning_share,
    {{ kindred.habit('activity.afternoon_events_count', 'activity.events_count', 'activity.active_days_count') }} as afternoon_share,
    {{ kindred.habit('activity.evening_events_count', 'activity.events_count', 'activity.active_days_count') }} as evening_share,
    {{ kindred.habit('activity.weekend_events_count', 'activity.events_count', 'activity.active_days_count') }} as weekend_share,

    -- visits and funnel
    sessions.sessions_count,
    sessions.session_minutes,
    sessions.events_per_session,
    case when habits.records_purchases then sessions.buying_sessions_share end as buying_sessions_share,
    case when habits.records_views then activity.views_count end as views_count,
    case when habits.records_carts then activity.carts_count end as carts_count,
    case when habits.records_wishlists then activity.wishlists_count end as wishlists_count,
    case when habits.records_purchases then activity.purchases_count end as purchases_count,
    case
        when habits.records_carts
            then cast(items.viewed_and_carted_items_count as double) / nullif(items.viewed_items_count, 0)
    end as view_to_cart_share,
    case
        when habits.records_purchases
            then cast(items.carted_and_bought_items_count as double) / nullif(items.carted_items_count, 0)
    end as cart_to_purchase_share,
    case when habits.records_carts and habits.records_purchases then coalesce(items.abandoned_items_count, 0) end as abandoned_items_count,

    -- search
    case when habits.records_searches then activity.searches_count end as searches_count,
    case when habits.records_searches then activity.distinct_queries_count end as distinct_queries_count,
    case
        when habits.records_searches
            then cast(activity.searches_count as double) / nullif(sessions.sessions_count, 0)
    end as searches_per_session,

    -- taste
    concentration.top_category,
    concentration.top_brand,
    concentration.category_shares,
    concentration.category_concentration,
    concentration.brand_concentration,
    items.items_count,
    cast(items.rebought_items_count as double) / nullif(items.bought_items_count, 0) as rebought_items_share,

    -- price and refunds
    items.price_level,
    discounts.discount_share,
    case
        when habits.records_refunds
            then cast(coalesce(activity.refunded_amount, 0) as double) / nullif(cast(activity.gross_amount as double), 0)
    end as refund_share,

    -- opinion
    case when habits.records_ratings then activity.ratings_count end as ratings_count,
    activity.ratings_sum / nullif(activity.ratings_count, 0) as average_rating
from {{ ref('kindred', 'int_user_activity') }} as activity
inner join {{ ref('kindred', 'int_shop_habits') }} as habits on activity.cut = habits.cut
left join {{ ref('kindred', 'int_user_orders') }} as orders on activity.cut = orders.cut and activity.user_idx = orders.user_idx
left join {{ ref('kindred', 'int_user_sessions') }} as sessions on activity.cut = sessions.cut and activity.user_idx = sessions.user_idx
left join {{ ref('kindred', 'int_user_items') }} as items on activity.cut = items.cut and activity.user_idx = items.user_idx
left join {{ ref('kindred', 'int_user_concentration') }} as concentration
    on activity.cut = concentration.cut and activity.user_idx = concentration.user_idx
left join {{ ref('kindred', 'int_user_discounts') }} as discounts on activity.cut = discounts.cut and activity.user_idx = discounts.user_idx
inner join {{ ref('kindred', 'int_user_index') }} as user_index on activity.user_idx = user_index.user_idx
where user_index.user_id is not null
