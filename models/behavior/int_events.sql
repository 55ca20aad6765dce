/* grain: one row per accepted event, integers inside. user_idx is whose it is as of the release, actor_at whose it was
   at an earlier cut */
select
    user_index.user_idx,
    former_index.user_idx as former_idx,
    events.former_after,
    events.former_until,
    item_index.item_idx,
    events.event_type,
    events.event_weight,
    events.event_at,
    events.event_on,
    cast(extract(hour from events.event_at_in_shop) as integer) as hour_of_day,
    {{ kindred.is_weekend('events.event_on') }} as is_weekend,
    events.order_id,
    events.source_session_id,
    events.quantity,
    events.unit_price,
    events.amount,
    lower(trim(events.search_query)) as search_query,
    events.rating
from {{ ref('kindred', 'stg_events') }} as events
inner join {{ ref('kindred', 'int_user_index') }} as user_index on events.actor_id = user_index.actor_id
left join {{ ref('kindred', 'int_user_index') }} as former_index on events.former_actor_id = former_index.actor_id
left join {{ ref('kindred', 'int_item_index') }} as item_index on events.item_id = item_index.item_id
