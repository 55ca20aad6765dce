/* grain: one row per item known from events or the catalogue */
with items as (
    select item_id from {{ ref('kindred', 'stg_events') }}
    where item_id is not null
    union
    select item_id from {{ ref('kindred', 'stg_items') }}
)

select
    cast(row_number() over (order by item_id) - 1 as integer) as item_idx,
    item_id
from items
