/* grain: one row per user of the catalogue or of the events */
with seen as (
    select
        user_idx,
        min(event_at) as first_seen_at,
        max(event_at) as last_seen_at,
        count(*) as events_count
    from {{ ref('kindred', 'int_events') }}
    group by user_idx
)

select
    user_index.user_id,
    stg_users.user_id is not null as is_in_catalogue,
    user_index.user_id = user_index.actor_id and user_index.actor_id like 'visitor:%' and stg_users.user_id is null as is_visitor,
    stg_users.signed_up_at,
    stg_users.country,
    stg_users.has_email,
    stg_users.consents,
    stg_users.attributes,
    seen.first_seen_at,
    seen.last_seen_at,
    coalesce(seen.events_count, 0) as events_count
from {{ ref('kindred', 'int_user_index') }} as user_index
left join {{ ref('kindred', 'stg_users') }} as stg_users on user_index.user_id = stg_users.user_id
left join seen on user_index.user_idx = seen.user_idx
where user_index.user_id is not null
