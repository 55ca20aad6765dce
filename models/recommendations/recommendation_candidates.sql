/* grain: one row per user, recommender and rank: what each recommender proposes, before the blend and the rules */
select
    user_index.user_id,
    traits.item_id,
    candidates.recommender,
    candidates.score,
    candidates.rank
from {{ ref('kindred', 'int_recommendation_candidates') }} as candidates
inner join {{ ref('kindred', 'int_user_index') }} as user_index on candidates.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'int_item_traits') }} as traits on candidates.item_idx = traits.item_idx
where candidates.cut = 'release'
