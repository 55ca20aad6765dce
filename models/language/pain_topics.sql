/* grain: one row per topic of the bad reviews, the largest first */
with members as (
    select
        places.rank,
        count(*) as reviews_count,
        {{ kindred.exact_sum('texts.rating') }} / nullif(count(texts.rating), 0) as mean_rating
    from {{ ref('kindred', 'py_pain_points') }} as places
    inner join {{ ref('kindred', 'int_review_texts') }} as texts on places.review_idx = texts.review_idx
    where places.kind = 'review' and places.rank is not null
    group by places.rank
),

bad_reviews as (
    select count(*) as reviews_count from {{ ref('kindred', 'review_sentiments') }}
    where sentiment = 'negative'
),

reviews as (
    select review_idx, review_id from {{ ref('kindred', 'int_review_texts') }}
)

select
    topics.rank as topic_id,
    topics.label as topic,
    members.reviews_count as bad_reviews_count,
    cast(members.reviews_count as double) / bad_reviews.reviews_count as bad_reviews_share,
    members.mean_rating,
    first_reviews.review_id as example_review_1_id,
    second_reviews.review_id as example_review_2_id,
    third_reviews.review_id as example_review_3_id
from {{ ref('kindred', 'py_pain_points') }} as topics
inner join members on topics.rank = members.rank
cross join bad_reviews
left join reviews as first_reviews on topics.example_1_idx = first_reviews.review_idx
left join reviews as second_reviews on topics.example_2_idx = second_reviews.review_idx
left join reviews as third_reviews on topics.example_3_idx = third_reviews.review_idx
where topics.kind = 'topic'
