/* grain: one row per user and item of the test cut's future: what users known before the cut bought after it
   (took any interest in, where the shop records no purchases) */
with test_cut as (
    select cut_at from {{ ref('kindred', 'int_cuts') }}
    where cut = 'test'
),

shop as (
    select count(*) filter (where event_type = 'purchase' and item_idx is not null) > 0 as records_purchases
    from {{ ref('kindred', 'int_events') }}
),

known_users as (
    select distinct interactions.user_idx
    from {{ ref('kindred', 'int_interactions') }} as interactions
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on interactions.user_idx = user_index.user_idx
    where interactions.cut = 'test' and user_index.user_id is not null
)

select distinct
    events.user_idx,
    events.item_idx
from {{ ref('kindred', 'int_events') }} as events
inner join known_users on events.user_idx = known_users.user_idx
cross join test_cut
cross join shop
where
    events.event_at >= test_cut.cut_at
    and events.item_idx is not null
    and case when shop.records_purchases then events.event_type = 'purchase' else events.event_weight > 0 end
