/* grain: one row per rating, by event or by review; who does both for an item has rated it once. The item may be unknown */
with stars as (
    select user_idx, item_idx, event_at as rated_at, rating
    from {{ ref('kindred', 'int_events') }}
    where event_type = 'rating'
),

rated_items as (
    select distinct user_idx, item_idx from stars
)

select user_idx, item_idx, rated_at, rating
from stars
union all
select user_index.user_idx, item_index.item_idx, reviews.reviewed_at as rated_at, reviews.rating
from {{ ref('kindred', 'stg_reviews') }} as reviews
inner join {{ ref('kindred', 'int_user_index') }} as user_index on reviews.user_id = user_index.user_id
left join {{ ref('kindred', 'int_item_index') }} as item_index on reviews.item_id = item_index.item_id
left join rated_items
    on user_index.user_idx = rated_items.user_idx and item_index.item_idx = rated_items.item_idx
where reviews.rating is not null and rated_items.user_idx is null
