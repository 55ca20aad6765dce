/* grain: one row per event row of a robot: a known user agent, or more browsing in a day than a person does.
   The verdict depends on the user's own day alone, and purchases never make a bot. */
with sound_events as (
    select
        events.row_id,
        coalesce(events.user_id, events.visitor_id) as user_or_visitor_id,
        events.user_agent,
        events.event_type in ('view', 'search', 'cart') as is_browsing,
        cast({{ kindred.shop_time('events.event_at') }} as date) as event_on
    from {{ ref('kindred', 'int_events_parsed') }} as events
    left join {{ ref('kindred', 'int_event_faults') }} as faults on events.row_id = faults.row_id
    where faults.row_id is null
),

robot_user_agents as (
    select agents.user_agent
    from (
        select distinct user_agent from sound_events
        where user_agent is not null
    ) as agents
    inner join {{ ref('robot_user_agents') }} as robots
        on strpos(lower(agents.user_agent), lower(robots.pattern)) > 0
    group by agents.user_agent
),

busy_days as (
    select user_or_visitor_id, event_on
    from sound_events
    where is_browsing
    group by user_or_visitor_id, event_on
    having count(*) > {{ var('bot_max_events_per_day') }}
)

-- two inner joins: where there is no robot, neither has anything to look at
select sound_events.row_id
from sound_events
inner join robot_user_agents on sound_events.user_agent = robot_user_agents.user_agent
union
select sound_events.row_id
from sound_events
inner join busy_days
    on
        sound_events.user_or_visitor_id = busy_days.user_or_visitor_id
        and sound_events.event_on = busy_days.event_on
where sound_events.is_browsing
