/* grain: one row per user of the test cut and slice that the user is in */
with activity as (
    select user_idx, count(*) as items_count
    from {{ ref('kindred', 'int_strengths') }}
    where cut = 'test'
    group by user_idx
),

users as (
    select
        targets.user_idx,
        targets.is_known,
        targets.cluster,
        ntile(3) over (
            partition by targets.is_known order by coalesce(activity.items_count, 0), targets.user_idx
        ) as activity_third
    from {{ ref('kindred', 'int_target_segments') }} as targets
    left join activity on targets.user_idx = activity.user_idx
    where targets.cut = 'test'
)

select user_idx, 'all' as slice from users
where is_known
union all
select user_idx, 'new users' as slice from users
where not is_known
union all
select user_idx, case activity_third when 1 then 'least active third' when 2 then 'middle third' else 'most active third' end as slice
from users
where is_known
{% if var('segments_enabled') %}
union all
-- the names are the release's; at the test cut the clusters are matched to them by their users
select users.user_idx, 'segment ' || clusters.segment_name as slice
from users
inner join {{ ref('kindred', 'int_test_segments') }} as clusters on users.cluster = clusters.cluster
where users.is_known
{% endif %}
