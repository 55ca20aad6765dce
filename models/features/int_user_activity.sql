/* grain: one row per cut and user with any event before the cut: what the events themselves say, and the stars of
   reviews. Who rates an item and reviews it too has rated it once */
with stars as (
    select user_idx, item_idx, event_at as rated_at, rating
    from {{ ref('kindred', 'int_events') }}
    where event_type = 'rating'
),

rated_items as (
    select distinct user_idx, item_idx from stars
),

all_stars as (
    select user_idx, rated_at, rating from stars
    union all
    select
        user_index.user_idx,
        reviews.reviewed_at as rated_at,
        reviews.rating
    from {{ ref('kindred', 'stg_reviews') }} as reviews
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on reviews.user_id = user_index.user_id
    left join {{ ref('kindred', 'int_item_index') }} as item_index on reviews.item_id = item_index.item_id
    left join rated_items
        on user_index.user_idx = rated_items.user_idx and item_index.item_idx = rated_items.item_idx
    where reviews.rating is not null and rated_items.user_idx is null
),

ratings as (
    select
        cuts.cut,
        all_stars.user_idx,
        count(*) as ratings_count,
        {{ kindred.exact_sum('all_stars.rating') }} as ratings_sum
    from all_stars
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on all_stars.rated_at < cuts.cut_at
    group by cuts.cut, all_stars.user_idx
),

activity as (
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
)

select
    activity.*,
    coalesce(ratings.ratings_count, 0) as ratings_count,
    ratings.ratings_sum
from activity
left join ratings on activity.cut = ratings.cut and activity.user_idx = ratings.user_idx
