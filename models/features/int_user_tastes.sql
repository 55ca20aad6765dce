/* grain: one row per cut, user, kind (category, brand) and value: how a user's interest divides over the catalogue.
   is_favourite marks the largest of a kind; several where they tie */
with described as (
    select
        item_index.item_idx,
        stg_items.top_category,
        stg_items.brand
    from {{ ref('kindred', 'stg_items') }} as stg_items
    inner join {{ ref('kindred', 'int_item_index') }} as item_index on stg_items.item_id = item_index.item_id
),

strengths as (
    select
        interactions.cut,
        interactions.user_idx,
        described.top_category,
        described.brand,
        cast(interactions.strength as decimal(28, 9)) as strength
    from {{ ref('kindred', 'int_interactions') }} as interactions
    inner join described on interactions.item_idx = described.item_idx
    where interactions.strength > 0
),

summed as (
    select cut, user_idx, 'category' as kind, top_category as value, sum(strength) as strength
    from strengths
    where top_category is not null
    group by cut, user_idx, top_category
    union all
    select cut, user_idx, 'brand' as kind, brand as value, sum(strength) as strength
    from strengths
    where brand is not null
    group by cut, user_idx, brand
),

-- grouped and joined, not windows: these sort all rows, and this is the longest table of the room
totals as (
    select cut, user_idx, kind, sum(strength) as strength, max(strength) as largest_strength
    from summed
    group by cut, user_idx, kind
)

select
    summed.cut,
    summed.user_idx,
    summed.kind,
    summed.value,
    cast(summed.strength as double) as strength,
    cast(summed.strength as double) / cast(totals.strength as double) as share,
    summed.strength = totals.largest_strength as is_favourite
from summed
inner join totals on summed.cut = totals.cut and summed.user_idx = totals.user_idx and summed.kind = totals.kind
