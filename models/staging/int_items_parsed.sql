/* grain: one row per input row of items, typed */
{{ config(post_hook="{{ kindred.malformed_lines('items', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
with source as (
    select {{ kindred.input_columns('items').keys() | join(', ') }}
    from {{ kindred.with_missing_columns(kindred.input_from('items'), kindred.input_columns('items').keys()) }}
)

select
    row_number() over () as row_id,
    nullif(cast(item_id as varchar), '') as item_id,
    nullif({{ kindred.mask_email('title') }}, '') as title,
    nullif({{ kindred.mask_email('description') }}, '') as description,
    nullif(trim(cast(category as varchar), '/ '), '') as category,
    nullif(trim(cast(brand as varchar)), '') as brand,
    try_cast(nullif(trim(cast(price as varchar)), '') as decimal(18, 4)) as price,
    try_cast(nullif(trim(cast(available as varchar)), '') as boolean) as is_available,
    {{ kindred.mask_json("nullif(cast(attributes as varchar), '')") }} as attributes,
    case
        when try_cast(nullif(trim(cast(price as varchar)), '') as decimal(18, 4)) is null
            then {{ kindred.mask_text("nullif(trim(cast(price as varchar)), '')") }}
    end as unread_price,
    case
        when try_cast(nullif(trim(cast(available as varchar)), '') as boolean) is null
            then {{ kindred.mask_text("nullif(trim(cast(available as varchar)), '')") }}
    end as unread_available,
    cast(null as varchar) as unread_line
from source
