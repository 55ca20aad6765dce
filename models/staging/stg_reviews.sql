/* grain: one row per accepted review */
select
    reviews.review_id,
    reviews.user_id,
    reviews.item_id,
    reviews.reviewed_at,
    reviews.rating,
    reviews.title,
    reviews.body
from {{ ref('kindred', 'int_reviews_parsed') }} as reviews
left join {{ ref('kindred', 'int_review_rejections') }} as rejections on reviews.row_id = rejections.row_id
where rejections.row_id is null
