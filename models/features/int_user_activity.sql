/* grain: one row per cut and user with any event before the cut: what the events themselves say */
select
    cuts.cut,
    max(cuts.cut_on) as cut_on,
    events.user_idx,
    min(events.event_on) as first_seen_on,
    max(events.event_on) filter (where events.event_type != 'refund') as last_seen_on,
    count(distinct events.event_on) as active_days_count,
    count(*) filter (where events.event_type != 'refund') as events_count,
    count(*) filter (where events.event_type = 'view') as views_count,
    count(*) filter (where events.event_type = 'search') as searches_count,
    count(distinct events.search_query) as distinct_queries_count,
    count(*) filter (where events.event_type = 'cart') as carts_count,
    count(*) filter (where events.event_type = 'wishlist') as wishlists_count,
    count(*) filter (where events.event_type = 'purchase') as purchases_count,
    count(*) filter (where events.event_type = 'rating') as ratings_count,
    {{ kindred.exact_sum("case when events.event_type = 'rating' then events.rating end") }} as ratings_sum,
    count(*) filter (where events.event_type != 'refund' and events.hour_of_day < 6) as night_events_count,
    count(*) filter (where events.event_type != 'refund' and events.hour_of_day between 6 and 11) as morning_events_count,
    count(*) filter (where events.event_type != 'refund' and events.hour_of_day between 12 and 17) as afternoon_events_count,
    count(*) filter (where events.event_type != 'refund' and events.hour_of_day >= 18) as evening_events_count,
    count(*) filter (where events.event_type != 'refund' and events.is_weekend) as weekend_events_count,
    sum(events.amount) filter (where events.event_type = 'purchase') as gross_amount,
    -sum(events.amount) filter (where events.event_type = 'refund') as refunded_amount,
    sum(events.amount) as net_amount
from {{ ref('kindred', 'int_events') }} as events
inner join {{ ref('kindred', 'int_cuts') }} as cuts on events.event_at < cuts.cut_at
group by cuts.cut, events.user_idx
