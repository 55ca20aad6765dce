/* grain: one row per cut (validation, test), user and item of the cut's future: what users bought between the cut and
   the next one (took any interest in, where the shop records no purchases) */
with futures as (
    select
        cut,
        cut_at,
        lead(cut_at) over (order by cut_at) as future_ends_at
    from {{ ref('kindred', 'int_cuts') }}
),

shop as (
    select count(*) filter (where event_type = 'purchase' and item_idx is not null) > 0 as records_purchases
    from {{ ref('kindred', 'int_events') }}
),

later as (
    select
        futures.cut,
        {{ kindred.actor_at('events', 'futures.future_ends_at') }} as user_idx,
        events.item_idx
    from {{ ref('kindred', 'int_events') }} as events
    inner join futures on events.event_at >= futures.cut_at and events.event_at < futures.future_ends_at
    cross join shop
    where
        events.item_idx is not null
        and case when shop.records_purchases then events.event_type = 'purchase' else events.event_weight > 0 end
)

select distinct
    later.cut,
    later.user_idx,
    later.item_idx
from later
inner join {{ ref('kindred', 'int_user_index') }} as user_index on later.user_idx = user_index.user_idx
where user_index.user_id is not null
