/* grain: one row per input row of events, typed; what could not be read keeps its text in an unread_ column */
{{ config(post_hook="{{ kindred.malformed_lines('events', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
with source as (
    select {{ kindred.input_columns('events').keys() | join(', ') }}
    from {{ kindred.with_missing_columns(kindred.input_from('events'), kindred.input_columns('events').keys()) }}
),

text_columns as (
    select
        nullif(cast(user_id as varchar), '') as user_id,
        nullif(cast(visitor_id as varchar), '') as visitor_id,
        event_at as given_event_at,
        {{ kindred.mask_text("nullif(trim(cast(event_type as varchar)), '')") }} as source_event_type,
        nullif(cast(item_id as varchar), '') as item_id,
        nullif(cast(event_id as varchar), '') as event_id,
        nullif(cast(order_id as varchar), '') as order_id,
        nullif(cast(session_id as varchar), '') as source_session_id,
        nullif(trim(cast(quantity as varchar)), '') as quantity_text,
        nullif(trim(cast(unit_price as varchar)), '') as unit_price_text,
        nullif({{ kindred.mask_text('search_query') }}, '') as search_query,
        {{ kindred.mask_email("nullif(user_agent, '')") }} as user_agent,
        nullif(trim(cast(rating as varchar)), '') as rating_text,
        {{ kindred.mask_json("nullif(cast(attributes as varchar), '')") }} as attributes
    from source
),

typed as (
    select
        user_id,
        visitor_id,
        {{ kindred.try_timestamp('given_event_at') }} as event_at,
        source_event_type,
        item_id,
        event_id,
        order_id,
        source_session_id,
        try_cast(quantity_text as decimal(18, 4)) as quantity,
        try_cast(unit_price_text as decimal(18, 4)) as unit_price,
        search_query,
        user_agent,
        try_cast(rating_text as double) as rating,
        attributes,
        given_event_at,
        quantity_text,
        unit_price_text,
        rating_text
    from text_columns
)

select
    typed.user_id,
    typed.visitor_id,
    typed.event_at,
    typed.source_event_type,
    event_types.event_type,
    event_types.event_weight,
    event_types.needs_item,
    typed.item_id,
    typed.event_id,
    typed.order_id,
    typed.source_session_id,
    typed.quantity,
    typed.unit_price,
    typed.search_query,
    typed.user_agent,
    typed.rating,
    typed.attributes,
    case when typed.event_at is null then {{ kindred.mask_text("nullif(trim(cast(typed.given_event_at as varchar)), '')") }} end as unread_event_at,
    case when typed.quantity is null then {{ kindred.mask_text('typed.quantity_text') }} end as unread_quantity,
    case when typed.unit_price is null then {{ kindred.mask_text('typed.unit_price_text') }} end as unread_unit_price,
    case when typed.rating is null then {{ kindred.mask_text('typed.rating_text') }} end as unread_rating,
    cast(null as varchar) as unread_line
from typed
left join {{ ref('event_types') }} as event_types
    on lower(typed.source_event_type) = lower(cast(event_types.source_event_type as varchar))
