/* grain: one row per user, item recommended by the blend and recommender that proposes it; factor turns the recommender's
   raw score into its part of the blended score */
select
    recommendations.user_idx,
    recommendations.item_idx,
    candidates.recommender,
    weights.weight / candidates.divisor as factor
from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
inner join {{ ref('kindred', 'int_recommendation_candidates') }} as candidates
    on
        recommendations.cut = candidates.cut
        and recommendations.user_idx = candidates.user_idx
        and recommendations.item_idx = candidates.item_idx
inner join {{ ref('kindred', 'int_blend_weights') }} as weights
    on candidates.task = weights.task and candidates.recommender = weights.recommender
where recommendations.cut = 'release' and recommendations.strategy = 'collaborative' and weights.weight > 0
