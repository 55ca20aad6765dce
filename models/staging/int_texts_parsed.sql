/* grain: one row per input row of texts, typed and masked */
{{ config(post_hook="{{ kindred.malformed_lines('texts', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
with source as (
    select {{ kindred.input_columns('texts').keys() | join(', ') }}
    from {{ kindred.with_missing_columns(kindred.input_from('texts'), kindred.input_columns('texts').keys()) }}
),

text_columns as (
    select
        nullif(cast(text_id as varchar), '') as text_id,
        nullif(cast(user_id as varchar), '') as user_id,
        nullif(cast(item_id as varchar), '') as item_id,
        nullif(trim(cast(occurred_at as varchar)), '') as occurred_at_text,
        nullif(trim({{ kindred.mask_text('language') }}), '') as language,
        nullif(trim({{ kindred.mask_text('text') }}), '') as text
    from source
)

select
    row_number() over () as row_id,
    text_id,
    user_id,
    item_id,
    {{ kindred.try_timestamp('occurred_at_text') }} as occurred_at,
    language,
    text,
    case when {{ kindred.try_timestamp('occurred_at_text') }} is null then {{ kindred.mask_text('occurred_at_text') }} end as unread_occurred_at,
    cast(null as varchar) as unread_line
from text_columns
