/* grain: one row per review and order: a review is of an order; with one product in it, of that product.
   A few review ids stand with two orders */
with order_products as (
    select order_id, case when count(distinct product_id) = 1 then min(product_id) end as product_id
    from {{ ref('stg_order_lines') }}
    group by order_id
)

select
    reviews.review_id || '/' || reviews.order_id as review_id,
    orders.person_id as user_id,
    order_products.product_id as item_id,
    reviews.review_answer_timestamp at time zone 'America/Sao_Paulo' at time zone 'UTC' as reviewed_at,
    reviews.review_score as rating,
    reviews.review_comment_title as title,
    reviews.review_comment_message as body
from {{ source('publisher', 'order_reviews') }} as reviews
inner join {{ ref('olist', 'orders') }} as orders on reviews.order_id = orders.order_id
left join order_products on reviews.order_id = order_products.order_id
