{{ config(enabled=var('recommendations_enabled')) }}

/* the counts that item_recommendations gets back from cosines are those that a join counts, here for some of the items */
with some_items as (
    select item_idx, item_id from {{ ref('kindred', 'int_item_traits') }}
    order by md5(item_id)
    limit 50
),

counted as (
    select
        some_items.item_id,
        neighbors.item_id as recommended_item_id,
        count(*) as baskets_count
    from some_items
    inner join {{ ref('kindred', 'int_baskets') }} as baskets on some_items.item_idx = baskets.item_idx
    inner join {{ ref('kindred', 'int_baskets') }} as others on baskets.basket_idx = others.basket_idx
    inner join {{ ref('kindred', 'int_item_traits') }} as neighbors on others.item_idx = neighbors.item_idx
    group by some_items.item_id, neighbors.item_id
),

own as (
    select item_id, baskets_count from counted
    where item_id = recommended_item_id
)

select
    recommendations.item_id,
    recommendations.recommended_item_id,
    recommendations.baskets_count,
    counted.baskets_count as counted
from {{ ref('kindred', 'item_recommendations') }} as recommendations
inner join own on recommendations.item_id = own.item_id
left join counted
    on recommendations.item_id = counted.item_id and recommendations.recommended_item_id = counted.recommended_item_id
where
    recommendations.baskets_count is distinct from counted.baskets_count
    or abs(recommendations.confidence - counted.baskets_count / own.baskets_count) > 0.000000001
    or recommendations.support > recommendations.confidence + 0.000000001
