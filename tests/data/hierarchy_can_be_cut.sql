{{ config(enabled=var('segments_enabled')) }}

/* undoing the last k - 1 merges of the hierarchy leaves exactly k groups, which hold every user once; heights rise, and
   the last merge holds everybody */
with leaves as (
    select leaf, count(*) as users_count
    from {{ ref('kindred', 'user_leaves') }}
    group by leaf
),

sizes as (
    select count(*) as leaves_count, sum(users_count) as users_count from leaves
),

cuts as (
    select unnest([1, 2, 3, 5, 8]) as k
),

grouped as (
    select cuts.k, leaves.leaf, leaves.users_count, coalesce(max(merges.merge_order), -leaves.leaf) as group_id
    from cuts
    cross join leaves
    cross join sizes
    left join {{ ref('kindred', 'segment_hierarchy') }} as merges
        on leaves.leaf between merges.first_leaf and merges.last_leaf and merges.merge_order <= sizes.leaves_count - cuts.k
    group by cuts.k, leaves.leaf, leaves.users_count
)

select 'groups of a cut at ' || grouped.k as what, count(distinct grouped.group_id) as found
from grouped
cross join sizes
group by grouped.k, sizes.leaves_count, sizes.users_count
having
    count(distinct grouped.group_id) != least(grouped.k, sizes.leaves_count)
    or sum(grouped.users_count) != sizes.users_count
union all
select 'merges' as what, count(merges.merge_order) as found
from sizes
left join {{ ref('kindred', 'segment_hierarchy') }} as merges on true
group by sizes.leaves_count, sizes.users_count
having
    count(merges.merge_order) != greatest(sizes.leaves_count - 1, 0)
    or max(merges.users_count) != sizes.users_count
union all
select 'users below merge ' || merges.merge_order as what, merges.users_count as found
from {{ ref('kindred', 'segment_hierarchy') }} as merges
inner join leaves on leaves.leaf between merges.first_leaf and merges.last_leaf
group by merges.merge_order, merges.users_count
having sum(leaves.users_count) != merges.users_count
union all
select 'heights' as what, count(*) as found
from (
    select height < lag(height) over (order by merge_order) as is_lower from {{ ref('kindred', 'segment_hierarchy') }}
) as steps
where is_lower
having count(*) > 0
