{{ config(enabled=var('segments_enabled')) }}

/* Of every release, the users who stay, move or arrive are its users, and those who stay, move or leave are the users
   of the release before; the current release is today's user_segments */
with sizes as (
    select as_of, segment_id, count(*) as users_count
    from {{ ref('kindred', 'segment_history') }}
    group by as_of, segment_id
),

arrivals as (
    select as_of, to_segment_id as segment_id, sum(users_count) as users_count
    from {{ ref('kindred', 'segment_migrations') }}
    where kind in ('stay', 'move', 'arrive')
    group by as_of, to_segment_id
),

departures as (
    select previous_as_of as as_of, from_segment_id as segment_id, sum(users_count) as users_count
    from {{ ref('kindred', 'segment_migrations') }}
    where kind in ('stay', 'move', 'leave')
    group by previous_as_of, from_segment_id
),

today as (
    select now_is.as_of, segments.segment_id, segments.users_count
    from {{ ref('kindred', 'segments') }} as segments
    cross join {{ ref('kindred', 'int_as_of') }} as now_is
    where segments.users_count > 0
)

{% for counted, missing_is_wrong in [('arrivals', true), ('departures', false), ('today', false)] %}
select
    '{{ counted }}' as counted,
    coalesce(sizes.as_of, counted.as_of) as as_of,
    coalesce(sizes.segment_id, counted.segment_id) as segment_id,
    sizes.users_count as in_history,
    counted.users_count as found
from sizes
{{ 'full outer' if missing_is_wrong else 'right' }} join {{ counted }} as counted
    on sizes.as_of = counted.as_of and sizes.segment_id = counted.segment_id
where sizes.users_count is distinct from counted.users_count
{{ 'union all' if not loop.last }}
{% endfor %}
