/* grain: one row per accepted event row. actor_id is the user, or 'visitor:<id>' for a visitor who is nobody yet;
   user_id is null for such a visitor unless segment_visitors says that visitors count as users. former_actor_id is whom
   the actor was taken for at the cuts after former_after (null: all) and until former_until */
with accepted as (
    select
        events.*,
        coalesce(events.user_id, visitor_users.user_id) as known_user_id,
        case when events.user_id is null then visitor_users.former_actor_id end as former_actor_id,
        case when events.user_id is null then visitor_users.former_after end as former_after,
        case when events.user_id is null then visitor_users.former_until end as former_until
    from {{ ref('kindred', 'int_events_parsed') }} as events
    left join {{ ref('kindred', 'int_event_rejections') }} as rejections on events.row_id = rejections.row_id
    left join {{ ref('kindred', 'int_visitor_users') }} as visitor_users on events.visitor_id = visitor_users.visitor_id
    where rejections.row_id is null
),

priced as (
    select
        accepted.*,
        coalesce(accepted.known_user_id, 'visitor:' || accepted.visitor_id) as actor_id,
        {{ kindred.shop_time('accepted.event_at') }} as event_at_in_shop,
        abs(coalesce(accepted.quantity, 1)) as units,
        abs(coalesce(accepted.unit_price, items.price)) as price
    from accepted
    left join {{ ref('kindred', 'stg_items') }} as items on accepted.item_id = items.item_id
)

select
    -- ids
    row_id,
    actor_id,
    {{ "actor_id" if var('segment_visitors') else "known_user_id" }} as user_id,
    former_actor_id,
    former_after,
    former_until,
    visitor_id,
    item_id,
    event_id,
    order_id,
    source_session_id,

    -- what and when
    event_type,
    cast(event_weight as double) as event_weight,
    event_at,
    event_at_in_shop,
    cast(event_at_in_shop as date) as event_on,

    -- money: a refund's quantity and amount are negative
    cast(case when event_type = 'refund' then -units else units end as decimal(18, 4)) as quantity,
    cast(price as decimal(18, 4)) as unit_price,
    case
        when event_type = 'purchase' then cast(cast(units as decimal(28, 4)) * price as decimal(28, 4))
        when event_type = 'refund' then cast(cast(-units as decimal(28, 4)) * price as decimal(28, 4))
    end as amount,

    -- words
    search_query,
    rating,
    attributes
from priced
