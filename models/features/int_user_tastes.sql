/* grain: one row per cut, user, kind (category, brand) and value: how a user's interest divides over the catalogue */
with described as (
    select
        item_index.item_idx,
        stg_items.top_category,
        stg_items.brand
    from {{ ref('kindred', 'stg_items') }} as stg_items
    inner join {{ ref('kindred', 'int_item_index') }} as item_index on stg_items.item_id = item_index.item_id
),

strengths as (
    select interactions.cut, interactions.user_idx, 'category' as kind, described.top_category as value, interactions.strength
    from {{ ref('kindred', 'int_interactions') }} as interactions
    inner join described on interactions.item_idx = described.item_idx
    where described.top_category is not null and interactions.strength > 0
    union all
    select interactions.cut, interactions.user_idx, 'brand' as kind, described.brand as value, interactions.strength
    from {{ ref('kindred', 'int_interactions') }} as interactions
    inner join described on interactions.item_idx = described.item_idx
    where described.brand is not null and interactions.strength > 0
),

summed as (
    select cut, user_idx, kind, value, sum(cast(strength as decimal(28, 9))) as strength
    from strengths
    group by cut, user_idx, kind, value
)

select
    cut,
    user_idx,
    kind,
    value,
    cast(strength as double) as strength,
    cast(strength as double) / cast(sum(strength) over (partition by cut, user_idx, kind) as double) as share
from summed
