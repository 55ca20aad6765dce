{{ config(enabled=var('reviews_enabled')) }}

/* every accepted review with words has one mood by its stars, three probabilities that add up, and its examples say what
   they are examples of */
select reviews.review_id, 'not judged' as fault
from {{ ref('kindred', 'stg_reviews') }} as reviews
left join {{ ref('kindred', 'review_sentiments') }} as judged on reviews.review_id = judged.review_id
where
    coalesce(reviews.title, reviews.body) is not null
    and (judged.review_id is null or (reviews.rating = {{ var('rating_min') }} and judged.sentiment is distinct from 'negative'))
union all
select review_id, 'probabilities do not add up' as fault
from {{ ref('kindred', 'review_sentiments') }}
where abs(negative_probability + neutral_probability + positive_probability - 1) > 1e-8
{% if 'texts' in kindred.input_names() %}
union all
select text_id as review_id, 'probabilities of a text do not add up' as fault
from {{ ref('kindred', 'text_sentiments') }}
where abs(negative_probability + neutral_probability + positive_probability - 1) > 1e-8
{% endif %}
union all
select points.example_review_1_id as review_id, 'example is not bad or not of the scope' as fault
from {{ ref('kindred', 'pain_points') }} as points
left join {{ ref('kindred', 'review_sentiments') }} as judged on points.example_review_1_id = judged.review_id
where
    judged.sentiment is distinct from 'negative'
    or (points.scope = 'item' and judged.item_id is distinct from points.scope_id)
