/* grain: one row per user, item and piece of evidence: the user's own item that resembles it (item_cosine), or the
   similar user tied to it (user_cosine), with what each adds to the score */
with recommended as (
    select
        recommendations.user_idx,
        recommendations.item_idx,
        candidates.recommender,
        candidates.divisor
    from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
    inner join {{ ref('kindred', 'int_recommendation_candidates') }} as candidates
        on
            recommendations.cut = candidates.cut
            and recommendations.user_idx = candidates.user_idx
            and recommendations.item_idx = candidates.item_idx
    where recommendations.cut = 'release' and recommendations.strategy = 'collaborative'
),

strengths as (
    select user_idx, item_idx, strength, is_owned
    from {{ ref('kindred', 'int_strengths') }}
    where cut = 'release'
)

select
    recommended.user_idx,
    recommended.item_idx,
    'item_cosine' as kind,
    strengths.item_idx as evidence_idx,
    strengths.is_owned,
    {{ kindred.recommender_weight('item_cosine') }} * strengths.strength * neighbors.similarity / recommended.divisor as contribution
from recommended
inner join {{ ref('kindred', 'int_target_item_neighbors') }} as neighbors
    on recommended.item_idx = neighbors.item_idx and neighbors.cut = 'release'
inner join strengths on recommended.user_idx = strengths.user_idx and neighbors.neighbor_idx = strengths.item_idx
where recommended.recommender = 'item_cosine'
union all
select
    recommended.user_idx,
    recommended.item_idx,
    'user_cosine' as kind,
    similarities.neighbor_idx as evidence_idx,
    strengths.is_owned,
    {{ kindred.recommender_weight('user_cosine') }} * strengths.strength * similarities.similarity / recommended.divisor as contribution
from recommended
inner join {{ ref('kindred', 'int_user_similarities') }} as similarities
    on recommended.user_idx = similarities.user_idx and similarities.cut = 'release'
-- one key of both indexes: the neighbours come first, then one look-up each; an item before its user would meet
-- everybody who holds a bestseller
inner join strengths
    on
        cast(similarities.neighbor_idx as bigint) * 2147483648 + recommended.item_idx
        = cast(strengths.user_idx as bigint) * 2147483648 + strengths.item_idx
where recommended.recommender = 'user_cosine'
