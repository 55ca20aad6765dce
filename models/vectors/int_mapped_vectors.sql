/* grain: one row per item that the shop brought a vector for; items that are unknown are left out */
{{ config(post_hook="{{ kindred.malformed_lines('item_vectors_input', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
select
    item_index.item_idx,
    {{ kindred.try_numbers('given.vector') }} as vector
from {{ kindred.input_from('item_vectors_input') }} as given
inner join {{ ref('kindred', 'int_item_index') }} as item_index on cast(given.item_id as varchar) = item_index.item_id
where given.vector is not null
