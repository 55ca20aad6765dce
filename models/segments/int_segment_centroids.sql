/* grain: one row per cut, cluster and matrix column: the middle, and one over the variance around it */
select cut, cluster, feature, value, precision
from {{ ref('kindred', 'py_segment_centroids') }}
{% if not var('refit_segments') %}
where cut != 'release'
union all
select 'release' as cut, cluster, feature, value, precision
from {{ ref('kindred', 'py_segment_fit') }}
{% endif %}
