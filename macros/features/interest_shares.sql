{#- How a user's interest divides over the catalogue: a query with one row per cut, user and value of a column of
    stg_items, its share, and whether it is the user's largest (several are where they tie). -#}
{% macro interest_shares(column) -%}
with summed as (
    select
        interactions.cut,
        interactions.user_idx,
        items.{{ column }} as value,
        sum(cast(interactions.strength as decimal(28, 9))) as strength
    from {{ ref('kindred', 'int_interactions') }} as interactions
    inner join {{ ref('kindred', 'int_item_index') }} as item_index on interactions.item_idx = item_index.item_idx
    inner join {{ ref('kindred', 'stg_items') }} as items on item_index.item_id = items.item_id
    where interactions.strength > 0 and items.{{ column }} is not null
    group by interactions.cut, interactions.user_idx, items.{{ column }}
),

-- grouped and joined, not windows: these sort all rows, and these are the longest of the room
totals as (
    select cut, user_idx, sum(strength) as strength, max(strength) as largest_strength
    from summed
    group by cut, user_idx
)

select
    summed.cut,
    summed.user_idx,
    summed.value,
    cast(summed.strength as double) / cast(totals.strength as double) as share,
    summed.strength = totals.largest_strength as is_favourite
from summed
inner join totals on summed.cut = totals.cut and summed.user_idx = totals.user_idx
{%- endmacro %}
