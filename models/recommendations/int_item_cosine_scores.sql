/* grain: one row per cut, user and item: SQL twin of the item side, before ranking */
select
    strengths.cut,
    strengths.user_idx,
    pairs.item_idx,
    {{ kindred.exact_sum("case settings.weighting when 'binary' then 1.0 else strengths.strength end" ~ ' * pairs.similarity') }} as raw_score
from {{ ref('kindred', 'int_strengths') }} as strengths
inner join {{ ref('kindred', 'int_target_users') }} as targets
    on strengths.cut = targets.cut and strengths.user_idx = targets.user_idx
inner join {{ ref('kindred', 'int_item_pairs') }} as pairs
    on strengths.cut = pairs.cut and strengths.item_idx = pairs.neighbor_idx and pairs.recommender = 'item_cosine'
inner join {{ ref('kindred', 'int_item_traits') }} as traits on pairs.item_idx = traits.item_idx and traits.is_recommendable
inner join {{ ref('kindred', 'int_recommender_settings') }} as settings on settings.recommender = 'item_cosine'
group by strengths.cut, strengths.user_idx, pairs.item_idx
