/* grain: one row per cut, user and item that the user had rated by then: the latest rating, which users may change */
select
    cuts.cut,
    ratings.user_idx,
    ratings.item_idx,
    ratings.rating
from {{ ref('kindred', 'int_ratings') }} as ratings
inner join {{ ref('kindred', 'int_cuts') }} as cuts on ratings.rated_at < cuts.cut_at
where ratings.item_idx is not null
qualify
    row_number() over (
        partition by cuts.cut, ratings.user_idx, ratings.item_idx order by ratings.rated_at desc, ratings.rating desc
    ) = 1
