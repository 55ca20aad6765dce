/* grain: one row per visitor that was seen with exactly one user, who therefore is that user */
select
    events.visitor_id,
    min(events.user_id) as user_id
from {{ ref('kindred', 'int_events_parsed') }} as events
left join {{ ref('kindred', 'int_event_rejections') }} as rejections on events.row_id = rejections.row_id
where
    rejections.row_id is null
    and events.visitor_id is not null
    and events.user_id is not null
group by events.visitor_id
having count(distinct events.user_id) = 1
