/* grain: one row: the only now of the house. Accepted time ends at as_of; as_of_on is the last day that counts */
with events as (
    select
        coalesce(user_id, visitor_id) as user_or_visitor_id,
        event_at,
        source_event_type,
        item_id,
        event_id,
        cast({{ kindred.shop_time('event_at') }} as date) as event_on
    from {{ ref('kindred', 'int_events_parsed') }}
    where event_at is not null and coalesce(user_id, visitor_id) is not null and event_type is not null
),

-- events at so many different minutes are so many events
busy_day as (
    select max(event_on) as event_on
    from (
        select event_on from events
        group by event_on
        having count(distinct date_trunc('minute', event_at)) >= {{ var('as_of_min_events') }}
    ) as days
),

-- distinct events, so that a file delivered twice has the same now; only days after that one are counted so closely
daily_events as (
    select
        events.event_on,
        count(distinct row(events.user_or_visitor_id, events.event_at, events.source_event_type, events.item_id, events.event_id)) as events_count
    from events
    cross join busy_day
    where busy_day.event_on is null or events.event_on > busy_day.event_on
    group by events.event_on
),

last_day as (
    select
        coalesce(
            max(daily_events.event_on) filter (where daily_events.events_count >= {{ var('as_of_min_events') }}),
            max(busy_day.event_on),
            max(daily_events.event_on)
        ) as as_of_on
    from busy_day
    left join daily_events on true
)

{% if var('as_of', none) is none %}
select
    as_of_on,
    {{ kindred.utc_time(kindred.add_days('as_of_on', 1)) }} as as_of
from last_day
{% elif var('as_of') | string | length <= 10 %}
select
    date '{{ var("as_of") }}' as as_of_on,
    {{ kindred.utc_time(kindred.add_days("date '" ~ var('as_of') ~ "'", 1)) }} as as_of
{% else %}
select
    cast({{ kindred.shop_time('given.as_of') }} as date) as as_of_on,
    given.as_of
from (select {{ kindred.try_timestamp("'" ~ var('as_of') ~ "'") }} as as_of) as given
{% endif %}
