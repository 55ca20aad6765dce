/* grain: one row per cut, user and rank, as far as collaborative filtering reaches */
select
    cut,
    user_idx,
    item_idx,
    score,
    cast(row_number() over (partition by cut, user_idx order by score desc, item_idx asc) as integer) as rank
from {{ ref('kindred', 'int_blended_candidates') }}
where score > 0
qualify rank <= {{ var('recommendations_count') }}
