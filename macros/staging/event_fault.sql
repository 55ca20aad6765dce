{#- The first fault that an event row has by itself, or null. What depends on other rows (time accepted, duplicates,
    robots) is judged in int_event_rejections, which puts all reasons in the order of the contract. -#}
{% macro event_fault() -%}
  case
    when unread_line is not null then 'malformed_line'
    when coalesce(user_id, visitor_id) is null then 'missing_user'
    when event_at is null and unread_event_at is null then 'missing_time'
    when event_at is null then 'unparsable_time'
    when event_type is null then 'unknown_event_type'
    when unread_quantity is not null or abs(quantity) >= 1e9 then 'invalid_quantity'
    when event_type = 'purchase' and quantity <= 0 then 'invalid_quantity'
    when event_type = 'refund' and quantity = 0 then 'invalid_quantity'
    when event_type not in ('purchase', 'refund') and quantity < 0 then 'invalid_quantity'
    when unread_unit_price is not null or abs(unit_price) >= 1e9 then 'invalid_price'
    when event_type != 'refund' and unit_price < 0 then 'invalid_price'
    when unread_rating is not null then 'invalid_rating'
    when rating < {{ var('rating_min') }} or rating > {{ var('rating_max') }} or isnan(rating) then 'invalid_rating'
    when event_type = 'rating' and rating is null then 'invalid_rating'
  end
{%- endmacro %}
