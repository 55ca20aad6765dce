/* grain: one row per basket and item: what was bought together, in one order */
with ordered as (
    select distinct
        user_idx,
        order_id as basket_id,
        item_idx
    from {{ ref('kindred', 'int_order_lines') }}
    where event_type = 'purchase' and item_idx is not null
)

select
    cast(dense_rank() over (order by user_idx, basket_id) - 1 as integer) as basket_idx,
    item_idx
from ordered
