/* grain: one row per cluster of the test cut, with the name of the released segment that most of its users are in now */
select
    then_in.cluster,
    identities.segment_name
from {{ ref('kindred', 'int_user_clusters') }} as then_in
inner join {{ ref('kindred', 'int_user_clusters') }} as now_in
    on then_in.user_idx = now_in.user_idx and now_in.cut = 'release'
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on now_in.cluster = identities.cluster
where then_in.cut = 'test'
group by then_in.cluster, identities.segment_name
qualify row_number() over (partition by then_in.cluster order by count(*) desc, identities.segment_name) = 1
