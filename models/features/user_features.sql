/* grain: one row per user seen in the events */
select
    user_index.user_id,
    features.* exclude (cut, user_idx)
from {{ ref('int_user_features') }} as features
inner join {{ ref('int_user_index') }} as user_index on features.user_idx = user_index.user_idx
where features.cut = 'release'
