/* grain: one row per cut and user with any event before the cut: what the events themselves say, and the stars of
   reviews */
{% set kinds = {
    'events': "event_type != 'refund'", 'views': "event_type = 'view'", 'searches': "event_type = 'search'",
    'carts': "event_type = 'cart'", 'wishlists': "event_type = 'wishlist'", 'purchases': "event_type = 'purchase'",
    'night_events': "event_type != 'refund' and hour_of_day < 6",
    'morning_events': "event_type != 'refund' and hour_of_day between 6 and 11",
    'afternoon_events': "event_type != 'refund' and hour_of_day between 12 and 17",
    'evening_events': "event_type != 'refund' and hour_of_day >= 18",
    'weekend_events': "event_type != 'refund' and is_weekend"
} %}
with ratings as (
    select
        cuts.cut,
        stars.user_idx,
        count(*) as ratings_count,
        {{ kindred.exact_sum('stars.rating') }} as ratings_sum
    from {{ ref('kindred', 'int_ratings') }} as stars
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on stars.rated_at < cuts.cut_at
    group by cuts.cut, stars.user_idx
),

moments as (
    select
        max(case when cut = 'test' then cut_at end) as test_at,
        max(case when cut = 'validation' then cut_at end) as validation_at
    from {{ ref('kindred', 'int_cuts') }}
),

-- days first, parted where a cut falls into them: events by cuts would be thrice the events
days as (
    select
        events.user_idx,
        events.former_idx,
        events.former_after,
        events.former_until,
        events.event_on,
        max(events.event_at) as last_event_at,
        {% for kind, condition in kinds.items() %}
        count(case when {{ condition }} then 1 end) as {{ kind }}_count,
        {% endfor %}
        sum(events.amount) filter (where events.event_type = 'purchase') as gross_amount,
        -sum(events.amount) filter (where events.event_type = 'refund') as refunded_amount,
        sum(events.amount) as net_amount
    from {{ ref('kindred', 'int_events') }} as events
    cross join moments
    group by
        events.user_idx,
        events.former_idx,
        events.former_after,
        events.former_until,
        events.event_on,
        events.event_at < moments.test_at,
        events.event_at < moments.validation_at
),

queries as (
    select
        cuts.cut,
        {{ kindred.actor_at('first_uses', 'cuts.cut_at') }} as user_idx,
        count(distinct first_uses.search_query) as distinct_queries_count
    from (
        select user_idx, former_idx, former_after, former_until, search_query, min(event_at) as used_at
        from {{ ref('kindred', 'int_events') }}
        where search_query is not null
        group by user_idx, former_idx, former_after, former_until, search_query
    ) as first_uses
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on first_uses.used_at < cuts.cut_at
    group by all
),

activity as (
    select
        cuts.cut,
        max(cuts.cut_on) as cut_on,
        {{ kindred.actor_at('days', 'cuts.cut_at') }} as user_idx,
        min(days.event_on) as first_seen_on,
        max(case when days.events_count > 0 then days.event_on end) as last_seen_on,
        count(distinct days.event_on) as active_days_count,
        {% for kind in kinds %}
        cast(sum(days.{{ kind }}_count) as bigint) as {{ kind }}_count,
        {% endfor %}
        sum(days.gross_amount) as gross_amount,
        sum(days.refunded_amount) as refunded_amount,
        sum(days.net_amount) as net_amount
    from days
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on days.last_event_at < cuts.cut_at
    group by all
)

select
    activity.*,
    coalesce(queries.distinct_queries_count, 0) as distinct_queries_count,
    coalesce(ratings.ratings_count, 0) as ratings_count,
    ratings.ratings_sum
from activity
left join ratings on activity.cut = ratings.cut and activity.user_idx = ratings.user_idx
left join queries on activity.cut = queries.cut and activity.user_idx = queries.user_idx
