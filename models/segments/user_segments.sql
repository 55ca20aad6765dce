/* grain: one row per user seen in the events */
select
    user_index.user_id,
    identities.segment_id,
    identities.segment_name,
    clusters.distance,
    'kmeans' as method
from {{ ref('kindred', 'int_user_clusters') }} as clusters
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on clusters.cluster = identities.cluster
inner join {{ ref('kindred', 'int_user_index') }} as user_index on clusters.user_idx = user_index.user_idx
where clusters.cut = 'release'
