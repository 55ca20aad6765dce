/* grain: one row per scope (all reviews, a segment, a category, an item) and phrase that marks its bad reviews */
with scopes as (
    select distinct 'segment' as scope, segment_id as scope_idx, cast(segment_id as varchar) as scope_id
    from {{ ref('kindred', 'int_review_texts') }}
    union all
    select distinct 'category' as scope, category_idx as scope_idx, top_category as scope_id
    from {{ ref('kindred', 'int_review_texts') }}
    union all
    select distinct 'item' as scope, item_idx as scope_idx, item_id as scope_id
    from {{ ref('kindred', 'int_review_texts') }}
),

reviews as (
    select review_idx, review_id from {{ ref('kindred', 'int_review_texts') }}
)

select
    points.scope,
    coalesce(scopes.scope_id, 'all') as scope_id,
    points.rank,
    points.label as phrase,
    points.context,
    points.bad_count as bad_reviews_count,
    points.other_count as other_reviews_count,
    points.log_odds,
    points.z_score,
    first_reviews.review_id as example_review_1_id,
    second_reviews.review_id as example_review_2_id,
    third_reviews.review_id as example_review_3_id
from {{ ref('kindred', 'py_pain_points') }} as points
left join scopes on points.scope = scopes.scope and points.scope_idx = scopes.scope_idx
left join reviews as first_reviews on points.example_1_idx = first_reviews.review_idx
left join reviews as second_reviews on points.example_2_idx = second_reviews.review_idx
left join reviews as third_reviews on points.example_3_idx = third_reviews.review_idx
where points.kind = 'phrase'
