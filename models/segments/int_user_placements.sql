/* grain: one row per user of the release: the place they are given, and whether it is near enough to count */
select
    user_idx,
    cluster,
    distance,
    confidence,
    second_cluster,
    second_distance,
    {{ kindred.is_assigned('distance', 'confidence') }} as is_assigned,
    'kmeans' as method
from {{ ref('kindred', 'int_user_clusters') }}
where cut = 'release'
