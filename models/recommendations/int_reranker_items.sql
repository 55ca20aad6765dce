/* grain: one row per cut and item that anybody is tied to: how many are, how strongly, how recently, and how often again */
with shop_sizes as (
    select cut, count(distinct user_idx) as users_count
    from {{ ref('kindred', 'int_reranker_ties') }}
    group by cut
)

select
    ties.cut,
    ties.item_idx,
    cast(count(*) as double) / max(shop_sizes.users_count) as users_share,
    {{ kindred.exact_sum('ties.strength') }} / count(*) as mean_strength,
    min(ties.age_days) as last_touched_days,
    cast(count(*) filter (where ties.purchases_count > 1) as double)
    / nullif(count(*) filter (where ties.purchases_count > 0), 0) as rebought_share
from {{ ref('kindred', 'int_reranker_ties') }} as ties
inner join shop_sizes on ties.cut = shop_sizes.cut
group by ties.cut, ties.item_idx
