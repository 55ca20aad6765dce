/* grain: one row per segment and matrix column */
select
    identities.segment_id,
    centroids.feature,
    centroids.value,
    centroids.precision
from {{ ref('kindred', 'int_segment_centroids') }} as centroids
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on centroids.cluster = identities.cluster
where centroids.cut = 'release'
