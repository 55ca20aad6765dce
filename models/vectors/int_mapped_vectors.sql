/* grain: one row per item that the shop brought a vector for; items that are unknown are left out */
{{ config(post_hook="{{ kindred.malformed_lines('item_vectors_input', this) }}") }}
select
    item_index.item_idx,
    cast(given.vector as double[]) as vector
from {{ kindred.input_from('item_vectors_input') }} as given
inner join {{ ref('kindred', 'int_item_index') }} as item_index on cast(given.item_id as varchar) = item_index.item_id
