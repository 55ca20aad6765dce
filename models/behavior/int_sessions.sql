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
        floor({{ kindred.seconds_between("timestamp '1970-01-01 00:00:00'", 'event_at') }} / (30.0 * {{ var('session_gap_minutes') }})) as stretch
    from {{ ref('kindred', 'int_events') }}
    where event_type != 'refund'
),

-- events of one stretch, half as long as the gap, are of one session: sorting those and not the events costs a third
stretches as (
    select
        user_idx,
        source_session_id,
        stretch,
        min(event_at) as started_at,
        max(event_at) as ended_at
    from visits
    group by user_idx, source_session_id, stretch
),

compared as (
    select
        *,
        lag(ended_at) over (partition by user_idx, source_session_id order by started_at) as previous_ended_at
    from stretches
),

numbered as (
    select
        user_idx,
        source_session_id,
        stretch,
        sum(case
            when previous_ended_at is null then 1
            when source_session_id is not null then 0
            when {{ kindred.seconds_between('previous_ended_at', 'started_at') }} > 60.0 * {{ var('session_gap_minutes') }} then 1
            else 0
        end) over (partition by user_idx, source_session_id order by started_at) as session_number
    from compared
)

select
    visits.user_idx,
    visits.source_session_id,
    min(visits.event_at) as started_at,
    max(visits.event_at) as ended_at,
    min(visits.event_on) as started_on,
    count(*) as events_count,
    count(distinct visits.item_idx) as items_count,
    count(*) filter (where visits.event_type = 'view') as views_count,
    count(*) filter (where visits.event_type = 'search') as searches_count,
    count(*) filter (where visits.event_type = 'cart') as carts_count,
    count(*) filter (where visits.event_type = 'purchase') as purchases_count
from visits
inner join numbered
    on
        visits.user_idx = numbered.user_idx
        and visits.source_session_id is not distinct from numbered.source_session_id
        and visits.stretch = numbered.stretch
group by visits.user_idx, visits.source_session_id, numbered.session_number
