/* grain: one row per cut, user and item: how strongly the user is tied to the item as of the cut.
   strength = sum over event types of weight x saturated(number of events, each counted by its age) */
with typed as (
    select
        cuts.cut,
        {{ kindred.actor_at('events', 'cuts.cut_at') }} as user_idx,
        events.item_idx,
        events.event_type,
        max(events.event_weight) as event_weight,
        count(*) as events_count,
        max(events.event_at) as last_event_at,
        sum(case when events.event_type in ('purchase', 'refund') then events.quantity end) as net_quantity,
        {{ kindred.exact_sum(
            kindred.recency_weight('events.event_at', 'cuts.cut_at')
            ~ " * case when events.event_type = 'rating' then (events.rating - " ~ var('rating_min') ~ ") / "
            ~ (var('rating_max') - var('rating_min')) ~ " else 1.0 end"
        ) }} as recent_events
    from {{ ref('kindred', 'int_events') }} as events
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on events.event_at < cuts.cut_at
    where events.item_idx is not null
    group by all
),

summed as (
    select
        cut,
        user_idx,
        item_idx,
        sum(net_quantity) as net_quantity,
        max(last_event_at) filter (where event_type != 'refund') as last_event_at,
        sum(case when event_type = 'view' then events_count else 0 end) as views_count,
        sum(case when event_type = 'cart' then events_count else 0 end) as carts_count,
        sum(case when event_type = 'purchase' then events_count else 0 end) as purchases_count,
        {{ kindred.exact_sum(
            "case when event_type = 'purchase' then event_weight * " ~ kindred.saturated('recent_events') ~ " else 0.0 end"
        ) }} as purchase_strength,
        {{ kindred.exact_sum(
            "case when event_type != 'purchase' then event_weight * " ~ kindred.saturated('recent_events') ~ " else 0.0 end"
        ) }} as other_strength
    from typed
    group by cut, user_idx, item_idx
)

select
    cut,
    user_idx,
    item_idx,
    cast(views_count as integer) as views_count,
    cast(carts_count as integer) as carts_count,
    cast(purchases_count as integer) as purchases_count,
    last_event_at,
    purchases_count > 0 and net_quantity > 0 as is_owned,
    -- what was bought and given back leaves only what the browsing said
    round(other_strength + case when net_quantity > 0 then purchase_strength else 0.0 end, 9) as strength
from summed
