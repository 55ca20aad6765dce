/* grain: one row per user: the leaf of the hierarchy the user is in */
select
    user_index.user_id,
    leaves.leaf
from {{ ref('kindred', 'py_segment_hierarchy') }} as leaves
inner join {{ ref('kindred', 'int_user_index') }} as user_index on leaves.user_idx = user_index.user_idx
