/* grain: one row per cut and user: visits that began before the cut */
select
    cuts.cut,
    sessions.user_idx,
    count(*) as sessions_count,
    {{ kindred.exact_sum(kindred.seconds_between('sessions.started_at', 'sessions.ended_at')) }} / 60.0 / count(*) as session_minutes,
    cast(sum(sessions.events_count) as double) / count(*) as events_per_session,
    cast(count(*) filter (where sessions.purchases_count > 0) as double) / count(*) as buying_sessions_share
from {{ ref('kindred', 'int_sessions') }} as sessions
inner join {{ ref('kindred', 'int_cuts') }} as cuts on sessions.started_at < cuts.cut_at
group by cuts.cut, sessions.user_idx
