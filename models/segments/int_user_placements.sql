/* grain: one row per user of the release: the place they are given, and whether it is near enough to count. Newcomers are
   placed by the network that knows first sessions, where that names more users' clusters than the majority does */
{% set is_early = var('early_segments_enabled') and var('refit_segments') %}
{% if is_early %}
with shares as (
    select model, avg(case when is_hit then 1.0 else 0.0 end) as hit_share
    from {{ ref('kindred', 'int_early_segments') }}
    where split = 'validation'
    group by model
),

early as (
    select newcomers.*
    from {{ ref('kindred', 'int_early_segments') }} as newcomers
    inner join shares as networks on newcomers.model = networks.model
    inner join shares as majorities on majorities.model = 'majority'
    where newcomers.split = 'early' and newcomers.model = 'neural_network' and networks.hit_share > majorities.hit_share
),
{% endif %}

{{ 'with' if not is_early }} placed as (
    {% if is_early %}
    select
        clusters.user_idx,
        coalesce(early.cluster, clusters.cluster) as cluster,
        case when early.user_idx is null then clusters.distance end as distance,
        coalesce(early.confidence, clusters.confidence) as confidence,
        coalesce(early.second_cluster, clusters.second_cluster) as second_cluster,
        case when early.user_idx is null then clusters.second_distance end as second_distance,
        case when early.user_idx is null then choice.method else 'early' end as method
    from {{ ref('kindred', 'int_user_clusters') }} as clusters
    cross join {{ ref('kindred', 'int_segment_choice') }} as choice
    left join early on clusters.user_idx = early.user_idx
    where clusters.cut = 'release'
    {% else %}
    select
        clusters.user_idx,
        clusters.cluster,
        clusters.distance,
        clusters.confidence,
        clusters.second_cluster,
        clusters.second_distance,
        choice.method
    from {{ ref('kindred', 'int_user_clusters') }} as clusters
    cross join {{ ref('kindred', 'int_segment_choice') }} as choice
    where clusters.cut = 'release'
    {% endif %}
)

select
    *,
    {{ kindred.is_assigned('distance', 'confidence') }} as is_assigned
from placed
