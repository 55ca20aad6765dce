/* grain: one row per cut and user: visits that began before the cut, as far as they went by then */
with visits as (
    select
        cuts.cut,
        {{ kindred.actor_at('sessions', 'cuts.cut_at') }} as user_idx,
        {% for kind, unit in [('ended', 'at'), ('events', 'count'), ('purchases', 'count')] %}
        case cuts.cut
            when 'test' then sessions.{{ kind }}_before_test_{{ unit }}
            when 'validation' then sessions.{{ kind }}_before_validation_{{ unit }}
            else sessions.{{ kind }}_{{ unit }}
        end as {{ kind }}_{{ unit }},
        {% endfor %}
        sessions.started_at
    from {{ ref('kindred', 'int_sessions') }} as sessions
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on sessions.started_at < cuts.cut_at
)

select
    cut,
    user_idx,
    count(*) as sessions_count,
    {{ kindred.exact_sum(kindred.seconds_between('started_at', 'ended_at')) }} / 60.0 / count(*) as session_minutes,
    cast(sum(events_count) as double) / count(*) as events_per_session,
    cast(count(*) filter (where purchases_count > 0) as double) / count(*) as buying_sessions_share
from visits
group by cut, user_idx
