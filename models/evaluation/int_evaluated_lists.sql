/* grain: one row per recommender, user of the test cut and rank up to 10 */
with owned as (
    select user_idx, item_idx from {{ ref('kindred', 'int_strengths') }}
    where cut = 'test' and is_owned and {{ var('exclude_owned_items') }}
),

owned_counts as (
    select user_idx, count(*) as owned_count from owned
    group by user_idx
),

popular as (
    select
        targets.user_idx,
        fallback.item_idx,
        row_number() over (partition by targets.user_idx order by fallback.place) as rank
    from {{ ref('kindred', 'int_target_users') }} as targets
    left join owned_counts on targets.user_idx = owned_counts.user_idx
    inner join {{ ref('kindred', 'int_fallback_items') }} as fallback
        on
            fallback.cut = 'test'
            and fallback.cluster = -1
            and fallback.place <= 10 + coalesce(owned_counts.owned_count, 0)
    left join owned on targets.user_idx = owned.user_idx and fallback.item_idx = owned.item_idx
    where targets.cut = 'test' and owned.item_idx is null
)

select 'popularity' as recommender, user_idx, item_idx, rank from popular
where rank <= 10
union all
select recommender, user_idx, item_idx, rank
from {{ ref('kindred', 'int_recommendation_candidates') }}
where cut = 'test' and rank <= 10
union all
select 'published' as recommender, user_idx, item_idx, rank
from {{ ref('kindred', 'int_filled_recommendations') }}
where cut = 'test' and rank <= 10
