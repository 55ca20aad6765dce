/* grain: one row per input row of reviews, typed and masked */
{{ config(post_hook="{{ kindred.malformed_lines('reviews', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
with source as (
    select {{ kindred.input_columns('reviews').keys() | join(', ') }}
    from {{ kindred.with_missing_columns(kindred.input_from('reviews'), kindred.input_columns('reviews').keys()) }}
),

text_columns as (
    select
        nullif(cast(review_id as varchar), '') as review_id,
        nullif(cast(user_id as varchar), '') as user_id,
        nullif(cast(item_id as varchar), '') as item_id,
        nullif(trim(cast(reviewed_at as varchar)), '') as reviewed_at_text,
        nullif(trim(cast(rating as varchar)), '') as rating_text,
        nullif({{ kindred.mask_text('title') }}, '') as title,
        nullif({{ kindred.mask_text('body') }}, '') as body
    from source
)

select
    row_number() over () as row_id,
    review_id,
    user_id,
    item_id,
    {{ kindred.try_timestamp('reviewed_at_text') }} as reviewed_at,
    try_cast(rating_text as double) as rating,
    title,
    body,
    case when {{ kindred.try_timestamp('reviewed_at_text') }} is null then {{ kindred.mask_text('reviewed_at_text') }} end as unread_reviewed_at,
    case when try_cast(rating_text as double) is null then {{ kindred.mask_text('rating_text') }} end as unread_rating,
    cast(null as varchar) as unread_line
from text_columns
