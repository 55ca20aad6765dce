/* grain: one row per cut, cluster and matrix column */
select cut, cluster, feature, value
from {{ ref('kindred', 'py_segment_centroids') }}
