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
    select cuts.k, leaves.leaf, leaves.users_count, coalesce(max(hierarchy.merge_order), -leaves.leaf) as group_id
    from cuts
    cross join leaves
    cross join sizes
    left join {{ ref('kindred', 'segment_hierarchy') }} as hierarchy
        on leaves.leaf between hierarchy.first_leaf and hierarchy.last_leaf and hierarchy.merge_order <= sizes.leaves_count - cuts.k
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
select 'merges' as what, count(hierarchy.merge_order) as found
from sizes
left join {{ ref('kindred', 'segment_hierarchy') }} as hierarchy on true
group by sizes.leaves_count, sizes.users_count
having
    count(hierarchy.merge_order) != greatest(sizes.leaves_count - 1, 0)
    or max(hierarchy.users_count) != sizes.users_count
union all
select 'users below merge ' || hierarchy.merge_order as what, hierarchy.users_count as found
from {{ ref('kindred', 'segment_hierarchy') }} as hierarchy
inner join leaves on leaves.leaf between hierarchy.first_leaf and hierarchy.last_leaf
group by hierarchy.merge_order, hierarchy.users_count
having sum(leaves.users_count) != hierarchy.users_count
union all
select 'heights' as what, count(*) as found
from (
    select height < lag(height) over (order by merge_order) as is_lower from {{ ref('kindred', 'segment_hierarchy') }}
) as steps
where is_lower
having count(*) > 0
