/* grain: one row per cut, cluster and item that a member is tied to: the share of the members who are */
with members as (
    select
        cut,
        user_idx,
        cluster,
        count(*) over (partition by cut, cluster) as members_count
    from {{ ref('kindred', 'int_segment_members') }}
)

select
    ties.cut,
    members.cluster,
    ties.item_idx,
    cast(count(*) as double) / max(members.members_count) as users_share
from {{ ref('kindred', 'int_reranker_ties') }} as ties
inner join members on ties.cut = members.cut and ties.user_idx = members.user_idx
group by ties.cut, members.cluster, ties.item_idx
