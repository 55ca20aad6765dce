/* grain: one row per cut, cluster and matrix column */
select cut, cluster, feature, value, precision
from {{ ref('kindred', 'py_segment_centroids') }}
