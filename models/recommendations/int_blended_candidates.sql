/* grain: one row per cut, user and item that any recommender proposes: the additive blend */
select
    cut,
    user_idx,
    item_idx,
    round({{ kindred.exact_sum(
        "case recommender when 'item_cosine' then " ~ kindred.recommender_weight('item_cosine')
        ~ " when 'user_cosine' then " ~ kindred.recommender_weight('user_cosine') ~ " end * score"
    ) }}, 9) as score
from {{ ref('kindred', 'int_recommendation_candidates') }}
group by cut, user_idx, item_idx
