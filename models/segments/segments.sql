/* grain: one row per segment, with what marks it: its three features farthest from the population's mean */
with sizes as (
    select segment_id, count(*) as users_count
    from {{ ref('kindred', 'user_segments') }}
    group by segment_id
),

marks as (
    select
        segment_id,
        case when value >= 0 then 'high ' else 'low ' end || replace(replace(feature, 'category_share:', 'interest in '), '_', ' ') as mark,
        row_number() over (partition by segment_id order by abs(value) desc, feature asc) as place
    from {{ ref('kindred', 'segment_centroids') }}
    where feature not like '%:known' and abs(value) >= 0.01
),

described as (
    select
        segment_id,
        max(case when place = 1 then mark end)
        || coalesce(', ' || max(case when place = 2 then mark end), '')
        || coalesce(', ' || max(case when place = 3 then mark end), '') as marked_by
    from marks
    group by segment_id
)

select
    identities.segment_id,
    identities.segment_name,
    coalesce(sizes.users_count, 0) as users_count,
    coalesce(cast(sizes.users_count as double) / cast(sum(sizes.users_count) over () as double), 0.0) as users_share,
    described.marked_by
from {{ ref('kindred', 'py_segment_identity') }} as identities
left join sizes on identities.segment_id = sizes.segment_id
left join described on identities.segment_id = described.segment_id
