/* grain: one row per actor and session */
select
    -- ids
    user_index.actor_id,
    coalesce(
        sessions.source_session_id,
        user_index.actor_id || ' ' || {{ kindred.timestamp_text('sessions.started_at') }}
    ) as session_id,
    user_index.user_id,

    -- moments
    sessions.started_at,
    sessions.ended_at,
    cast({{ kindred.seconds_between('sessions.started_at', 'sessions.ended_at') }} / 60.0 as double) as duration_minutes,

    -- counts
    sessions.events_count,
    sessions.items_count,
    sessions.views_count,
    sessions.searches_count,
    sessions.carts_count,
    sessions.purchases_count
from {{ ref('kindred', 'int_sessions') }} as sessions
inner join {{ ref('kindred', 'int_user_index') }} as user_index on sessions.user_idx = user_index.user_idx
