/* grain: one row per actor: every user known from events or the catalogue, and every visitor who is nobody yet or was at a cut */
with actors as (
    select actor_id, user_id from {{ ref('kindred', 'stg_events') }}
    union all
    select former_actor_id as actor_id, null as user_id from {{ ref('kindred', 'stg_events') }}
    where former_actor_id is not null
    union all
    select user_id as actor_id, user_id from {{ ref('kindred', 'stg_users') }}
),

distinct_actors as (
    select actor_id, max(user_id) as user_id
    from actors
    group by actor_id
)

select
    cast(row_number() over (order by actor_id) - 1 as integer) as user_idx,
    actor_id,
    user_id
from distinct_actors
