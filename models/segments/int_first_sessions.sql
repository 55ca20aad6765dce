/* grain: one row per user and feature of the user's first session that is not zero: what is known of a newcomer.
   `split` by a digest of the id: six users in ten to learn from, two to decide by, two to judge by; `early` are those to
   be told about, and of those who came as lately but more often nothing is known yet: `unsettled` */
with firsts as (
    select
        user_idx,
        source_session_id,
        started_at,
        ended_at,
        {{ kindred.seconds_between('started_at', 'ended_at') }} / 60.0 as session_minutes
    from {{ ref('kindred', 'int_sessions') }}
    qualify row_number() over (partition by user_idx order by started_at, ended_at, source_session_id) = 1
),

first_events as (
    select
        events.*,
        count(*) over (partition by events.user_idx) as session_events_count,
        firsts.session_minutes,
        stg_items.top_category,
        prices.price_percentile
    from {{ ref('kindred', 'int_events') }} as events
    inner join firsts
        on
            events.user_idx = firsts.user_idx
            and events.source_session_id is not distinct from firsts.source_session_id
            and events.event_at between firsts.started_at and firsts.ended_at
    left join {{ ref('kindred', 'int_item_index') }} as item_index on events.item_idx = item_index.item_idx
    left join {{ ref('kindred', 'stg_items') }} as stg_items on item_index.item_id = stg_items.item_id
    left join {{ ref('kindred', 'int_item_prices') }} as prices on events.item_idx = prices.item_idx and prices.cut = 'release'
    where events.event_type != 'refund'
),

counted as (
    select
        user_idx,
        count(*) as events_count,
        count(distinct item_idx) as items_count,
        max(session_minutes) as session_minutes,
        {% for event_type in ['view', 'search', 'cart', 'wishlist', 'purchase', 'rating'] %}
        count(*) filter (where event_type = '{{ event_type }}') as {{ event_type }}_count,
        {% endfor %}
        greatest(coalesce(cast(sum(amount) as double), 0), 0) as amount,
        cast(count(*) filter (where hour_of_day < 6) as double) / count(*) as night_share,
        cast(count(*) filter (where hour_of_day between 6 and 11) as double) / count(*) as morning_share,
        cast(count(*) filter (where hour_of_day between 12 and 17) as double) / count(*) as afternoon_share,
        cast(count(*) filter (where hour_of_day >= 18) as double) / count(*) as evening_share,
        cast(count(*) filter (where is_weekend) as double) / count(*) as weekend_share,
        coalesce({{ kindred.exact_sum('price_percentile') }} / nullif(count(price_percentile), 0), 0) as price_level
    from first_events
    group by user_idx
),

described as (
    {% for feature in [
        'events_count', 'items_count', 'session_minutes', 'view_count', 'search_count', 'cart_count', 'wishlist_count', 'purchase_count',
        'rating_count', 'amount'
    ] %}
    select user_idx, '{{ feature }}' as feature, {{ feature }} as raw_value, ln(1 + {{ feature }}) as value from counted
    union all
    {% endfor %}
    {% for feature in ['night_share', 'morning_share', 'afternoon_share', 'evening_share', 'weekend_share', 'price_level'] %}
    select user_idx, '{{ feature }}' as feature, {{ feature }} as raw_value, {{ feature }} as value from counted
    union all
    {% endfor %}
    select
        first_events.user_idx,
        scaling.feature,
        cast(count(*) as double) / max(first_events.session_events_count) as raw_value,
        cast(count(*) as double) / max(first_events.session_events_count) as value
    from first_events
    inner join {{ ref('kindred', 'int_feature_scaling') }} as scaling
        on scaling.cut = 'release' and scaling.feature = 'category_share:' || first_events.top_category
    group by first_events.user_idx, scaling.feature
)

select
    described.user_idx,
    case
        when features.tenure_days <= {{ var('early_max_tenure_days') }} and features.sessions_count <= {{ var('early_max_sessions_count') }} then 'early'
        when features.tenure_days <= {{ var('early_max_tenure_days') }} then 'unsettled'
        when substr(md5(user_index.actor_id), 1, 2) < '9a' then 'train'
        when substr(md5(user_index.actor_id), 1, 2) < 'cd' then 'validation'
        else 'test'
    end as split,
    described.feature,
    described.raw_value,
    described.value
from described
inner join {{ ref('kindred', 'int_user_index') }} as user_index on described.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'int_user_features') }} as features on described.user_idx = features.user_idx and features.cut = 'release'
where described.value != 0
