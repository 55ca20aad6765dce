/* grain: one row per session: the shop's own session, or a user's events without a gap of session_gap_minutes.
   A refund is no visit. former_idx is whose it was at an earlier cut, as in int_events, where all of it is a visitor's; the
   columns …_before_test and …_before_validation leave out what came after the cut that the session ran into */
with moments as (
    select
        max(case when cut = 'test' then cut_at end) as test_at,
        max(case when cut = 'validation' then cut_at end) as validation_at
    from {{ ref('kindred', 'int_cuts') }}
),

visits as (
    select
        user_idx,
        former_idx,
        former_after,
        former_until,
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
    max(visits.former_idx) as former_idx,
    max(visits.former_after) as former_after,
    case when count(*) = count(visits.former_until) then min(visits.former_until) end as former_until,
    visits.source_session_id,
    {% for cut in ['test', 'validation'] %}
    max(visits.event_at) filter (where visits.event_at < moments.{{ cut }}_at) as ended_before_{{ cut }}_at,
    count(*) filter (where visits.event_at < moments.{{ cut }}_at) as events_before_{{ cut }}_count,
    count(*) filter (where visits.event_at < moments.{{ cut }}_at and visits.event_type = 'purchase') as purchases_before_{{ cut }}_count,
    {% endfor %}
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
cross join moments
group by visits.user_idx, visits.source_session_id, numbered.session_number
