/* grain: one row per user and rank */
select
    user_index.user_id,
    recommendations.rank,
    item_index.item_id,
    recommendations.score,
    recommendations.strategy
from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
inner join {{ ref('kindred', 'int_user_index') }} as user_index on recommendations.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'int_item_index') }} as item_index on recommendations.item_idx = item_index.item_idx
where recommendations.cut = 'release'
