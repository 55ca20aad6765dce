{{ config(enabled=var('recommendations_enabled')) }}

/* every recommended item has reasons, which add up to its score, and only recommended items have */
with explained as (
    select user_id, item_id, sum(contribution) as contributions
    from {{ ref('kindred', 'recommendation_reasons') }}
    group by user_id, item_id
)

select
    coalesce(recommendations.user_id, explained.user_id) as user_id,
    coalesce(recommendations.item_id, explained.item_id) as item_id,
    recommendations.score,
    explained.contributions
from {{ ref('kindred', 'user_recommendations') }} as recommendations
full outer join explained
    on recommendations.user_id = explained.user_id and recommendations.item_id = explained.item_id
where
    recommendations.user_id is null
    or explained.user_id is null
    or not (abs(recommendations.score - explained.contributions) <= 0.000001)
