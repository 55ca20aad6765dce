/* grain: one row per cut and user who is recommended to, with the cluster they were in at that cut (-1: none) */
select
    targets.cut,
    targets.user_idx,
    {% if var('segments_enabled') %}
    coalesce(clusters.cluster, -1) as cluster
from {{ ref('int_target_users') }} as targets
left join {{ ref('int_user_clusters') }} as clusters
    on targets.cut = clusters.cut and targets.user_idx = clusters.user_idx
{% else %}
    -1 as cluster
from {{ ref('int_target_users') }} as targets
{% endif %}
