{{ config(enabled=var('recommendations_enabled') and 'buy_again' in var('recommenders')) }}

/* what was given back, or never bought, is not proposed as something to buy again */
select
    candidates.cut,
    candidates.user_idx,
    candidates.item_idx
from {{ ref('kindred', 'int_recommendation_candidates') }} as candidates
left join {{ ref('kindred', 'int_strengths') }} as strengths
    on
        candidates.cut = strengths.cut
        and candidates.user_idx = strengths.user_idx
        and candidates.item_idx = strengths.item_idx
where
    candidates.recommender = 'buy_again'
    and not coalesce(strengths.is_owned, false)
