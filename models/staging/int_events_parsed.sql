/* grain: one row per input row of events, typed and numbered. A view: to number the rows while they are written would
   keep one core busy and the others waiting */
select
    {{ kindred.row_number_in_table() }} as row_id,
    user_id,
    visitor_id,
    event_at,
    source_event_type,
    event_type,
    event_weight,
    needs_item,
    item_id,
    event_id,
    order_id,
    source_session_id,
    quantity,
    unit_price,
    search_query,
    user_agent,
    rating,
    attributes,
    unread_event_at,
    unread_quantity,
    unread_unit_price,
    unread_rating,
    unread_line
from {{ ref('kindred', 'int_events_typed') }}
