/* grain: one row per user, item and moment that ties them, in days since 1970: what order and rhythm are learned from */
select distinct
    events.user_idx,
    events.item_idx,
    {{ kindred.seconds_between("timestamp '1970-01-01'", 'events.event_at') }} / 86400.0 as day,
    events.event_type = 'purchase' as is_purchase
from {{ ref('kindred', 'int_events') }} as events
where events.item_idx is not null and events.event_weight > 0
