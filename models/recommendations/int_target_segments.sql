/* grain: one row per cut and user who is recommended to, with the cluster they were in at that cut (-1: none) */
select
    targets.cut,
    targets.user_idx,
    targets.is_known,
    coalesce(members.cluster, -1) as cluster
from {{ ref('kindred', 'int_target_users') }} as targets
left join {{ ref('kindred', 'int_segment_members') }} as members
    on targets.cut = members.cut and targets.user_idx = members.user_idx
