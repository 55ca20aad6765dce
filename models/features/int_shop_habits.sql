/* grain: one row per cut: which kinds of event the shop records at all. What is not recorded is unknown, not zero */
select
    cut,
    sum(views_count) > 0 as records_views,
    sum(searches_count) > 0 as records_searches,
    sum(carts_count) > 0 as records_carts,
    sum(wishlists_count) > 0 as records_wishlists,
    sum(purchases_count) > 0 as records_purchases,
    sum(ratings_count) > 0 as records_ratings,
    count(refunded_amount) > 0 as records_refunds
from {{ ref('kindred', 'int_user_activity') }}
group by cut
