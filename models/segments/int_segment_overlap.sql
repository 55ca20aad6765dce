/* grain: one row per cluster and last released segment that share users */
select
    clusters.cluster,
    released.segment_id,
    max(released.segment_name) as segment_name,
    count(*) as users_count
from {{ ref('kindred', 'int_user_clusters') }} as clusters
inner join {{ ref('kindred', 'int_user_index') }} as user_index on clusters.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'py_released_segments') }} as released on user_index.user_id = released.user_id
where clusters.cut = 'release'
group by clusters.cluster, released.segment_id
