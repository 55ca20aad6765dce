/* grain: one row per cluster of the release and feature of the matrix: its members beside everybody. A cluster that
   nobody is in is described by its centroid */
with described as (
    select
        placements.cluster,
        placements.is_assigned,
        feature_values.feature,
        feature_values.raw_value,
        {{ kindred.scaled('feature_values.value', 'scaling') }} as scaled_value
    from {{ ref('kindred', 'int_feature_values') }} as feature_values
    inner join {{ ref('kindred', 'int_feature_scaling') }} as scaling
        on feature_values.cut = scaling.cut and feature_values.feature = scaling.feature
    inner join {{ ref('kindred', 'int_user_placements') }} as placements on feature_values.user_idx = placements.user_idx
    where feature_values.cut = 'release' and scaling.is_used
),

everybody as (
    select
        feature,
        median(raw_value) as typical_value,
        {{ kindred.exact_sum('scaled_value') }} / count(*) as mean
    from described
    group by feature
),

members as (
    select
        cluster,
        feature,
        median(raw_value) as typical_value,
        {{ kindred.exact_sum('scaled_value') }} / count(*) as mean
    from described
    where is_assigned
    group by cluster, feature
)

select
    centroids.cluster,
    centroids.feature,
    members.typical_value,
    everybody.typical_value as population_value,
    round(coalesce(members.mean - everybody.mean, centroids.value), 9) as standardised_difference
from {{ ref('kindred', 'int_segment_centroids') }} as centroids
inner join everybody on centroids.feature = everybody.feature
left join members on centroids.cluster = members.cluster and centroids.feature = members.feature
where centroids.cut = 'release'
