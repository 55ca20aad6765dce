/* grain: one row per cut and cluster: what speaks for a cluster before anything is known of a user. A user belongs to
   the cluster with the largest round(log_prior - sum((x - value)^2 * precision) / 2, 9), ties to the smaller cluster */
select cut, cluster, max(log_prior) as log_prior
from {{ ref('kindred', 'py_segment_centroids') }}
{% if not var('refit_segments') %}
where cut != 'release'
{% endif %}
group by cut, cluster
{% if not var('refit_segments') %}
union all
select distinct 'release' as cut, cluster, log_prior
from {{ ref('kindred', 'py_segment_fit') }}
{% endif %}
