/* grain: one row per cut and user who is recommended to, with the cluster they were in at that cut (-1: none) */
select
    targets.cut,
    targets.user_idx,
    {{ 'coalesce(clusters.cluster, -1)' if var('segments_enabled') else '-1' }} as cluster
from {{ ref('kindred', 'int_target_users') }} as targets
{% if var('segments_enabled') %}
left join {{ ref('kindred', 'int_user_clusters') }} as clusters
    on targets.cut = clusters.cut and targets.user_idx = clusters.user_idx
{% endif %}
