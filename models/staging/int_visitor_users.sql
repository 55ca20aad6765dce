/* grain: one row per visitor that was seen with a user: who that is by now, and whom the visitor was taken for at the cuts
   after former_after (null: all) and until former_until. Nobody before the first login; that user then; and nobody again
   once a second user was seen, since who of the two it is cannot be told */
with seen as (
    select
        events.visitor_id,
        events.user_id,
        min(events.event_at) as login_at
    from {{ ref('kindred', 'int_events_parsed') }} as events
    left join {{ ref('kindred', 'int_event_rejections') }} as rejections on events.row_id = rejections.row_id
    where
        rejections.row_id is null
        and events.visitor_id is not null
        and events.user_id is not null
    group by events.visitor_id, events.user_id
),

firsts as (
    select
        *,
        lead(login_at) over (partition by visitor_id order by login_at, user_id) as shared_at
    from seen
    qualify row_number() over (partition by visitor_id order by login_at, user_id) = 1
)

select
    visitor_id,
    case when shared_at is null then user_id end as user_id,
    case when shared_at is null then 'visitor:' || visitor_id else user_id end as former_actor_id,
    case when shared_at is not null then login_at end as former_after,
    coalesce(shared_at, login_at) as former_until
from firsts
