/* grain: one row per input row of users, typed. The email address stays behind: only whether there is one passes */
{{ config(post_hook="{{ kindred.malformed_lines('users', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
with source as (
    select {{ kindred.input_columns('users').keys() | join(', ') }}
    from {{ kindred.with_missing_columns(kindred.input_from('users'), kindred.input_columns('users').keys()) }}
)

select
    row_number() over () as row_id,
    nullif(cast(user_id as varchar), '') as user_id,
    {{ kindred.try_timestamp("nullif(trim(cast(signed_up_at as varchar)), '')") }} as signed_up_at,
    nullif(trim({{ kindred.mask_text('country') }}), '') as country,
    nullif(trim(cast(email as varchar)), '') is not null as has_email,
    {{ kindred.mask_json("nullif(cast(consents as varchar), '')") }} as consents,
    {{ kindred.mask_json("nullif(cast(attributes as varchar), '')") }} as attributes,
    case
        when {{ kindred.try_timestamp("nullif(trim(cast(signed_up_at as varchar)), '')") }} is null
            then {{ kindred.mask_text("nullif(trim(cast(signed_up_at as varchar)), '')") }}
    end as unread_signed_up_at,
    cast(null as varchar) as unread_line
from source
