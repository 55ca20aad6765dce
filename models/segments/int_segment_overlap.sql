/* grain: one row per cluster and segment of the release before: the users in both, and how near the centres are.
   Before is the nearest release that is not later; for a moment earlier than all releases, the first one */
with before as (
    select coalesce(max(history.as_of) filter (where history.as_of <= now_is.as_of), min(history.as_of)) as as_of
    from {{ ref('kindred', 'py_segment_history') }} as history
    cross join {{ ref('kindred', 'int_as_of') }} as now_is
),

released as (
    select history.user_id, history.segment_id, history.segment_name
    from {{ ref('kindred', 'py_segment_history') }} as history
    inner join before on history.as_of = before.as_of
    where history.segment_id > 0
),

segments as (
    select segment_id, max(segment_name) as segment_name
    from released
    group by segment_id
),

clusters as (
    select distinct cluster from {{ ref('kindred', 'int_cluster_profiles') }}
),

shared as (
    select placements.cluster, released.segment_id, count(*) as users_count
    from {{ ref('kindred', 'int_user_placements') }} as placements
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on placements.user_idx = user_index.user_idx
    inner join released on user_index.user_id = released.user_id
    where placements.is_assigned
    group by placements.cluster, released.segment_id
),

-- the old centre taken for a user: how well it fits into the new cluster, by the formula of confidence
centres as (
    select
        centroids.cluster,
        fitted.segment_id,
        exp(
            -0.5 * {{ kindred.exact_sum('pow(centroids.value - fitted.value, 2) * centroids.precision') }}
            / greatest(1.0, 0.5 * sqrt(count(*)))
        ) as closeness
    from {{ ref('kindred', 'int_segment_centroids') }} as centroids
    inner join {{ ref('kindred', 'py_segment_fit') }} as fitted on centroids.feature = fitted.feature
    inner join before on fitted.as_of = before.as_of
    where centroids.cut = 'release'
    group by centroids.cluster, fitted.segment_id
)

select
    clusters.cluster,
    segments.segment_id,
    segments.segment_name,
    coalesce(shared.users_count, 0) as users_count,
    round(centres.closeness, 9) as closeness
from clusters
cross join segments
left join shared on clusters.cluster = shared.cluster and segments.segment_id = shared.segment_id
left join centres on clusters.cluster = centres.cluster and segments.segment_id = centres.segment_id
