/* grain: one row per event row that repeats another one */
{{ kindred.duplicate_rows(
    relation=ref('kindred', 'int_events_parsed'),
    key='event_id',
    twin_columns=['coalesce(user_id, visitor_id)', 'event_at', 'source_event_type', 'item_id'] if var('deduplicate_identical_rows') else none,
    content=[
        'user_id', 'visitor_id', 'event_at', 'source_event_type', 'item_id', 'event_id', 'order_id', 'source_session_id', 'quantity',
        'unit_price', 'search_query', 'user_agent', 'rating', 'attributes', 'unread_event_at', 'unread_quantity',
        'unread_unit_price', 'unread_rating'
    ],
    is_sound=kindred.is_sound_event()
) }}
