/* grain: one row per cut, user and rank: collaborative filtering first, then fallbacks up to the list's
   length, which is recommendations_count, and where lists are judged the longest that is judged */
select cut, user_idx, item_idx, score, 'collaborative' as strategy, rank
from {{ ref('kindred', 'int_blended_recommendations') }}
union all
select
    filled.cut,
    filled.user_idx,
    fallback.item_idx,
    fallback.score,
    fallback.strategy,
    filled.rank
from {{ ref('kindred', 'py_fallbacks') }} as filled
inner join {{ ref('kindred', 'int_fallback_items') }} as fallback
    on filled.cut = fallback.cut and filled.cluster = fallback.cluster and filled.place = fallback.place
