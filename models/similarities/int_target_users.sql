/* grain: one row per cut and user who is recommended to: at the release everyone known, at the test cut a sample of
   those whose future is known, chosen by a digest of their id and not by chance */
select
    'release' as cut,
    user_idx
from {{ ref('kindred', 'int_user_index') }}
where user_id is not null
union all
select
    'test' as cut,
    user_idx
from (
    select holdout.user_idx, md5(user_index.actor_id) as digest
    from (select distinct user_idx from {{ ref('kindred', 'int_holdout_items') }}) as holdout
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on holdout.user_idx = user_index.user_idx
) as users_with_future
qualify row_number() over (order by digest, user_idx) <= {{ var('evaluation_users_count') }}
