/* grain: one row per rejected event row, robots not yet judged; the reason is the first that applies */
with shop as (
    select count(item_id) > 0 as names_items from {{ ref('kindred', 'int_events_parsed') }}
),

judged as (
    select
        events.row_id,
        {{ kindred.event_fault() }} as own_fault,
        events.event_at >= as_of.as_of as is_future,
        events.event_type is not null and events.needs_item and events.item_id is null and shop.names_items as lacks_item
    from {{ ref('kindred', 'int_events_parsed') }} as events
    cross join {{ ref('kindred', 'int_as_of') }} as as_of
    cross join shop
),

reasoned as (
    select
        judged.row_id,
        case
            when judged.own_fault in ('malformed_line', 'missing_user', 'missing_time', 'unparsable_time') then judged.own_fault
            when judged.is_future then 'future_time'
            when judged.own_fault = 'unknown_event_type' then judged.own_fault
            when judged.lacks_item then 'missing_item'
            when judged.own_fault is not null then judged.own_fault
            else duplicates.reason
        end as reason
    from judged
    left join {{ ref('kindred', 'int_event_duplicates') }} as duplicates on judged.row_id = duplicates.row_id
)

select row_id, reason
from reasoned
where reason is not null
