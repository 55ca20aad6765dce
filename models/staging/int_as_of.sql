/* grain: one row: the only now of the house. Accepted time ends at as_of; as_of_on is the last day that counts */
with daily_events as (
    -- distinct events, so that a file delivered twice has the same now
    select
        cast({{ kindred.shop_time('event_at') }} as date) as event_on,
        count(distinct row(user_or_visitor_id, event_at, source_event_type, item_id, event_id)) as events_count
    from {{ ref('kindred', 'int_events_parsed') }}
    where event_at is not null and user_or_visitor_id is not null and event_type is not null
    group by cast({{ kindred.shop_time('event_at') }} as date)
),

last_day as (
    select
        coalesce(
            max(event_on) filter (where events_count >= {{ var('as_of_min_events') }}),
            max(event_on)
        ) as as_of_on
    from daily_events
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
