{{ config(enabled=var('segments_enabled')) }}

/* sizes are counts of the users who carry the segment's id and name, every user of the matrix is in one, and shares
   make the whole */
with members as (
    select segment_id, segment_name, count(*) as members_count
    from {{ ref('kindred', 'user_segments') }}
    group by segment_id, segment_name
),

totals as (
    select sum(users_count) as users_count, sum(users_share) as users_share
    from {{ ref('kindred', 'segments') }}
),

described as (
    select count(distinct user_idx) as users_count
    from {{ ref('kindred', 'int_feature_matrix') }}
    where cut = 'release'
)

select
    'segment ' || coalesce(segments.segment_id, members.segment_id) as what,
    segments.users_count as stated,
    members.members_count as found
from {{ ref('kindred', 'segments') }} as segments
full outer join members on segments.segment_id = members.segment_id and segments.segment_name = members.segment_name
where segments.segment_id is null or segments.users_count != coalesce(members.members_count, 0)
union all
select
    'users' as what,
    totals.users_count as stated,
    described.users_count as found
from totals
cross join described
where coalesce(totals.users_count, 0) != described.users_count
union all
select
    'shares' as what,
    totals.users_share as stated,
    1 as found
from totals
where abs(totals.users_share - 1) > 0.000000001
