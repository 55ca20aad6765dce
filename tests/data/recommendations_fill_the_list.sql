{{ config(enabled=var('recommendations_enabled')) }}

/* every known user has recommendations_count recommendations, or all there is */
with recommendable as (
    select count(*) as items_count
    from {{ ref('kindred', 'items') }}
    where coalesce(is_available, true)
),

owned as (
    select user_index.user_id, count(*) as items_count
    from {{ ref('kindred', 'int_strengths') }} as strengths
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on strengths.user_idx = user_index.user_idx
    where
        strengths.cut = 'release'
        and strengths.is_spent
        and strengths.is_recommendable
        and {{ var('exclude_owned_items') }}
    group by user_index.user_id
),

given as (
    select user_id, count(*) as items_count
    from {{ ref('kindred', 'user_recommendations') }}
    group by user_id
)

select
    users.user_id,
    coalesce(given.items_count, 0) as given_count,
    recommendable.items_count - coalesce(owned.items_count, 0) as recommendable_count
from {{ ref('kindred', 'users') }} as users
cross join recommendable
left join owned on users.user_id = owned.user_id
left join given on users.user_id = given.user_id
where
    coalesce(given.items_count, 0)
    != least({{ var('recommendations_count') }}, recommendable.items_count - coalesce(owned.items_count, 0))
