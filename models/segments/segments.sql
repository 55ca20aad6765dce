/* grain: one row per segment, with what marks it: its three features farthest from the population's mean */
with sizes as (
    select segment_id, max(segment_name) as segment_name, count(*) as users_count
    from {{ ref('kindred', 'user_segments') }}
    group by segment_id
),

marks as (
    select
        segment_id,
        rank,
        {{ kindred.feature_words('feature', 'standardised_difference > 0') }} as words
    from {{ ref('kindred', 'segment_profiles') }}
    where rank <= 3 and abs(standardised_difference) >= 0.01
),

described as (
    select
        segment_id,
        max(case when rank = 1 then words end)
        || coalesce(', ' || max(case when rank = 2 then words end), '')
        || coalesce(', ' || max(case when rank = 3 then words end), '') as marked_by
    from marks
    group by segment_id
),

named as (
    select identities.segment_id, identities.segment_name, priors.log_prior
    from {{ ref('kindred', 'py_segment_identity') }} as identities
    inner join {{ ref('kindred', 'int_cluster_priors') }} as priors on identities.cluster = priors.cluster
    where priors.cut = 'release'
    union all
    select segment_id, segment_name, cast(null as double) as log_prior from sizes
    where segment_id = 0
)

select
    named.segment_id,
    named.segment_name,
    coalesce(sizes.users_count, 0) as users_count,
    coalesce(cast(sizes.users_count as double) / cast(sum(sizes.users_count) over () as double), 0.0) as users_share,
    described.marked_by,
    named.log_prior
from named
left join sizes on named.segment_id = sizes.segment_id
left join described on named.segment_id = described.segment_id
