/* grain: one row per input row, of any input, that was not accepted */
{% set reads_texts = 'texts' in kindred.input_names() %}
with events as (
    select
        'events' as input,
        rejections.reason,
        {{ kindred.rejected_json({
            'user_id': 'user_id', 'visitor_id': 'visitor_id',
            'event_at': kindred.as_read('event_at'), 'event_type': 'source_event_type',
            'item_id': 'item_id', 'event_id': 'event_id', 'order_id': 'order_id', 'session_id': 'source_session_id',
            'quantity': kindred.as_read('quantity'), 'unit_price': kindred.as_read('unit_price'),
            'search_query': 'search_query', 'user_agent': 'user_agent',
            'rating': kindred.as_read('rating'), 'attributes': 'attributes'
        }) }} as row_json
    from {{ ref('kindred', 'int_events_parsed') }} as rows
    inner join {{ ref('kindred', 'int_event_rejections') }} as rejections on rows.row_id = rejections.row_id
),

items as (
    select
        'items' as input,
        rejections.reason,
        {{ kindred.rejected_json({
            'item_id': 'item_id', 'title': 'title', 'description': 'description', 'category': 'category',
            'brand': 'brand', 'price': kindred.as_read('price'),
            'available': 'coalesce(cast(is_available as varchar), unread_available)',
            'attributes': 'attributes'
        }) }} as row_json
    from {{ ref('kindred', 'int_items_parsed') }} as rows
    inner join {{ ref('kindred', 'int_item_rejections') }} as rejections on rows.row_id = rejections.row_id
),

users as (
    select
        'users' as input,
        rejections.reason,
        {{ kindred.rejected_json({
            'user_id': 'user_id', 'signed_up_at': kindred.as_read('signed_up_at'), 'country': 'country',
            'has_email': 'has_email', 'consents': 'consents', 'attributes': 'attributes'
        }) }} as row_json
    from {{ ref('kindred', 'int_users_parsed') }} as rows
    inner join {{ ref('kindred', 'int_user_rejections') }} as rejections on rows.row_id = rejections.row_id
),

reviews as (
    select
        'reviews' as input,
        rejections.reason,
        {{ kindred.rejected_json({
            'review_id': 'review_id', 'user_id': 'user_id', 'item_id': 'item_id',
            'reviewed_at': kindred.as_read('reviewed_at'), 'rating': kindred.as_read('rating'),
            'title': 'title', 'body': 'body'
        }) }} as row_json
    from {{ ref('kindred', 'int_reviews_parsed') }} as rows
    inner join {{ ref('kindred', 'int_review_rejections') }} as rejections on rows.row_id = rejections.row_id
){% if reads_texts %},

texts as (
    select
        'texts' as input,
        rejections.reason,
        {{ kindred.rejected_json({
            'text_id': 'text_id', 'user_id': 'user_id', 'item_id': 'item_id',
            'occurred_at': kindred.as_read('occurred_at'), 'language': 'language', 'text': 'text'
        }) }} as row_json
    from {{ ref('kindred', 'int_texts_parsed') }} as rows
    inner join {{ ref('kindred', 'int_text_rejections') }} as rejections on rows.row_id = rejections.row_id
){% endif %}

select input, reason, row_json from events
union all
select input, reason, row_json from items
union all
select input, reason, row_json from users
union all
select input, reason, row_json from reviews
{% if reads_texts %}
union all
select input, reason, row_json from texts
{% endif %}
