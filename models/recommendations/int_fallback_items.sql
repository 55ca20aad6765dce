/* grain: one row per cut, cluster (-1: no segment) and recommendable item, in the order in which places are filled:
   popular in the segment, then popular in the shop, then the rest of the catalogue */
with members as (
    select
        cut,
        user_idx,
        cluster
    from {{ ref('kindred', 'int_segment_members') }}
    where cut in ('release', 'test')
),

segment_sizes as (
    select cut, cluster, count(*) as members_count
    from members
    group by cut, cluster
),

segment_items as (
    select strengths.cut, members.cluster, strengths.item_idx, count(*) as users_count
    from {{ ref('kindred', 'int_strengths') }} as strengths
    inner join members on strengths.cut = members.cut and strengths.user_idx = members.user_idx
    where members.cluster >= 0
    group by strengths.cut, members.cluster, strengths.item_idx
),

shop_sizes as (
    select cut, count(distinct user_idx) as users_count
    from {{ ref('kindred', 'int_strengths') }}
    group by cut
),

lists as (
    select cut, cluster from segment_sizes
    union
    select cuts.cut, -1 as cluster from {{ ref('kindred', 'int_cuts') }} as cuts
    where cuts.cut in ('release', 'test')
),

items as (
    select item_idx from {{ ref('kindred', 'int_item_traits') }}
    where is_recommendable
),

shares as (
    select
        lists.cut,
        lists.cluster,
        items.item_idx,
        coalesce(cast(segment_items.users_count as double) / segment_sizes.members_count, 0.0) as segment_share,
        coalesce(cast(popularity.users_count as double) / shop_sizes.users_count, 0.0) as shop_share
    from lists
    cross join items
    left join segment_sizes on lists.cut = segment_sizes.cut and lists.cluster = segment_sizes.cluster
    left join segment_items
        on lists.cut = segment_items.cut and lists.cluster = segment_items.cluster and items.item_idx = segment_items.item_idx
    left join {{ ref('kindred', 'int_item_popularity') }} as popularity
        on lists.cut = popularity.cut and items.item_idx = popularity.item_idx
    left join shop_sizes on lists.cut = shop_sizes.cut
)

select
    cut,
    cluster,
    item_idx,
    case when segment_share > 0 then 'segment_popular' when shop_share > 0 then 'popular' else 'catalogue' end as strategy,
    segment_share,
    shop_share,
    round(case when segment_share > 0 then segment_share else shop_share end, 9) as score,
    row_number() over (partition by cut, cluster order by segment_share desc, shop_share desc, item_idx asc) as place
from shares
