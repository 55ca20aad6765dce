/* grain: one row per cut, user and item: SQL twin of the user side, before ranking */
select
    similarities.cut,
    similarities.user_idx,
    strengths.item_idx,
    {{ kindred.exact_sum('similarities.similarity * ' ~ "case settings.weighting when 'binary' then 1.0 else strengths.strength end") }} as raw_score
from {{ ref('kindred', 'int_user_similarities') }} as similarities
inner join {{ ref('kindred', 'int_strengths') }} as strengths
    on similarities.cut = strengths.cut and similarities.neighbor_idx = strengths.user_idx
inner join {{ ref('kindred', 'int_recommender_settings') }} as settings on settings.recommender = 'user_cosine'
where strengths.is_recommendable
group by similarities.cut, similarities.user_idx, strengths.item_idx
