/* grain: one row per user of the release: the place they are given, and whether it is near enough to count */
{% set is_early = var('early_segments_enabled') %}
with placed as (
    select
        clusters.user_idx,
        {% if is_early %}
        coalesce(early.cluster, clusters.cluster) as cluster,
        case when early.user_idx is null then clusters.distance end as distance,
        coalesce(early.confidence, clusters.confidence) as confidence,
        case when early.user_idx is null then clusters.second_cluster else early.second_cluster end as second_cluster,
        case when early.user_idx is null then clusters.second_distance end as second_distance,
        case when early.user_idx is null then choice.method else 'early' end as method
        {% else %}
        clusters.cluster,
        clusters.distance,
        clusters.confidence,
        clusters.second_cluster,
        clusters.second_distance,
        choice.method
        {% endif %}
    from {{ ref('kindred', 'int_user_clusters') }} as clusters
    cross join {{ ref('kindred', 'int_segment_choice') }} as choice
    {% if is_early %}
    left join {{ ref('kindred', 'int_early_placements') }} as early on clusters.user_idx = early.user_idx and early.is_placed
    {% endif %}
    where clusters.cut = 'release'
)

select
    *,
    {{ kindred.is_assigned('distance', 'confidence') }} as is_assigned
from placed
