{{ config(enabled=var('recommendations_enabled')) }}

/* nothing unavailable is recommended, nothing owned where exclude_owned_items says so, and within a strategy
   a better score stands before a worse one, collaborative filtering before any fallback */
with ranked as (
    select
        *,
        lag(strategy) over user_list as strategy_before,
        lag(score) over user_list as score_before
    from {{ ref('kindred', 'user_recommendations') }}
    window user_list as (partition by user_id order by rank)
)

select
    ranked.user_id,
    ranked.item_id,
    ranked.rank,
    items.is_available,
    coalesce(interactions.is_owned, false) as is_owned
from ranked
inner join {{ ref('kindred', 'items') }} as items on ranked.item_id = items.item_id
inner join {{ ref('kindred', 'int_user_index') }} as user_index on ranked.user_id = user_index.user_id
inner join {{ ref('kindred', 'int_item_index') }} as item_index on ranked.item_id = item_index.item_id
left join {{ ref('kindred', 'int_interactions') }} as interactions
    on
        user_index.user_idx = interactions.user_idx
        and item_index.item_idx = interactions.item_idx
        and interactions.cut = 'release'
where
    not coalesce(items.is_available, true)
    or (interactions.is_owned and {{ var('exclude_owned_items') }})
    or (ranked.strategy = ranked.strategy_before and ranked.score > ranked.score_before)
    or (ranked.strategy = 'collaborative' and ranked.strategy_before != 'collaborative')
    or not (ranked.score >= 0 and ranked.score <= 1)
