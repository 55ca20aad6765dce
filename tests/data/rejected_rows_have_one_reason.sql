/* a rejected row has one reason, and one that its input can have */
with rejections as (
    select 'events' as input, row_id, reason from {{ ref('kindred', 'int_event_rejections') }}
    union all
    select 'items' as input, row_id, reason from {{ ref('kindred', 'int_item_rejections') }}
    union all
    select 'users' as input, row_id, reason from {{ ref('kindred', 'int_user_rejections') }}
    union all
    select 'reviews' as input, row_id, reason from {{ ref('kindred', 'int_review_rejections') }}
    {% if 'texts' in kindred.input_names() %}
    union all
    select 'texts' as input, row_id, reason from {{ ref('kindred', 'int_text_rejections') }}
    {% endif %}
)

select input, row_id, count(*) as reasons_count, min(reason) as first_reason, max(reason) as last_reason
from rejections
group by input, row_id
having
    count(*) != 1
    or max(case
        when reason in ('malformed_line', 'duplicate', 'conflicting_duplicate') then 0
        when input != 'events' and reason = 'missing_key' then 0
        when input in ('events', 'reviews') and reason in ('missing_user', 'missing_time', 'invalid_rating') then 0
        when input != 'items' and reason in ('unparsable_time', 'future_time') then 0
        when input = 'texts' and reason = 'missing_text' then 0
        when input in ('events', 'items') and reason = 'invalid_price' then 0
        when input = 'events' and reason in ('unknown_event_type', 'missing_item', 'invalid_quantity', 'bot') then 0
        else 1
    end) = 1
