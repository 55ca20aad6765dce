/* grain: one row per session: the shop's own session, or a user's events without a gap of session_gap_minutes.
   A refund is no visit. */
with visits as (
    select
        user_idx,
        source_session_id,
        event_type,
        event_at,
        item_idx,
        event_on,
        case
            when lag(event_at) over user_events is null then 1
            when source_session_id is not null then 0
            when {{ kindred.seconds_between('lag(event_at) over user_events', 'event_at') }} > 60.0 * {{ var('session_gap_minutes') }} then 1
            else 0
        end as starts_session
    from {{ ref('kindred', 'int_events') }}
    where event_type != 'refund'
    window user_events as (partition by user_idx, source_session_id order by event_at)
),

numbered as (
    select
        *,
        sum(starts_session) over (
            partition by user_idx, source_session_id order by event_at range between unbounded preceding and current row
        ) as session_number
    from visits
)

select
    user_idx,
    source_session_id,
    min(event_at) as started_at,
    max(event_at) as ended_at,
    min(event_on) as started_on,
    count(*) as events_count,
    count(distinct item_idx) as items_count,
    count(*) filter (where event_type = 'view') as views_count,
    count(*) filter (where event_type = 'search') as searches_count,
    count(*) filter (where event_type = 'cart') as carts_count,
    count(*) filter (where event_type = 'purchase') as purchases_count
from numbered
group by user_idx, source_session_id, session_number
