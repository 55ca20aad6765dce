{{ config(severity='warn', fail_calc='coalesce(max(unknown_percent), 0)', warn_if='> 5') }}

/* warns when more than 5 % of the events with a user name one that the user table lacks; needs a user table */
select cast(ceil(100.0 * count(*) filter (where stg_users.user_id is null) / count(*)) as integer) as unknown_percent
from {{ ref('kindred', 'stg_events') }} as events
left join {{ ref('kindred', 'stg_users') }} as stg_users on events.user_id = stg_users.user_id
where
    events.user_id is not null
    and events.user_id = events.actor_id
    and events.actor_id not like 'visitor:%'
    and (select count(*) from {{ ref('kindred', 'stg_users') }}) > 0
having count(*) > 0
