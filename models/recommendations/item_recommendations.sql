/* grain: one row per item and rank of an item that stands in the same baskets. The cosine of two items over baskets is
   their common baskets over the root of the product of their own, which gives the count back, exact. */
with items as (
    select item_idx, count(*) as baskets_count
    from {{ ref('kindred', 'int_baskets') }}
    group by item_idx
),

shop as (
    select count(distinct basket_idx) as baskets_count from {{ ref('kindred', 'int_baskets') }}
),

pairs as (
    select
        near.item_idx,
        near.neighbor_idx,
        near.similarity as cosine,
        items.baskets_count,
        neighbors.baskets_count as neighbor_baskets_count,
        round(near.similarity * sqrt(items.baskets_count * neighbors.baskets_count)) as common_count
    from {{ ref('kindred', 'py_basket_pairs') }} as near
    inner join items on near.item_idx = items.item_idx
    inner join items as neighbors on near.neighbor_idx = neighbors.item_idx
    inner join {{ ref('kindred', 'int_item_traits') }} as traits on near.neighbor_idx = traits.item_idx
    where traits.is_recommendable
)

select
    traits.item_id,
    cast(row_number() over (partition by pairs.item_idx order by pairs.cosine desc, pairs.neighbor_idx asc) as integer) as rank,
    neighbors.item_id as recommended_item_id,
    pairs.cosine,
    cast(pairs.common_count as bigint) as baskets_count,
    pairs.common_count / shop.baskets_count as support,
    pairs.common_count / pairs.baskets_count as confidence,
    pairs.common_count * shop.baskets_count / (pairs.baskets_count * pairs.neighbor_baskets_count) as lift
from pairs
cross join shop
inner join {{ ref('kindred', 'int_item_traits') }} as traits on pairs.item_idx = traits.item_idx
inner join {{ ref('kindred', 'int_item_traits') }} as neighbors on pairs.neighbor_idx = neighbors.item_idx
where pairs.common_count >= {{ var('basket_min_count') }}
qualify rank <= {{ var('recommendations_count') }}
