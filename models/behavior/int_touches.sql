/* grain: one row per user, item and moment that ties them, in days since 1970: what order and rhythm are learned from.
   Whose it was at an earlier cut, former_idx tells as in int_events */
{% set epoch = "timestamp '1970-01-01'" %}
select distinct
    events.user_idx,
    events.former_idx,
    {{ kindred.seconds_between(epoch, 'events.former_after') }} / 86400.0 as former_after,
    {{ kindred.seconds_between(epoch, 'events.former_until') }} / 86400.0 as former_until,
    events.item_idx,
    {{ kindred.seconds_between(epoch, 'events.event_at') }} / 86400.0 as day,
    events.event_type = 'purchase' as is_purchase
from {{ ref('kindred', 'int_events') }} as events
where events.item_idx is not null and events.event_weight > 0
