/* grain: one row per encoder of the shop's own and item that it has a vector for; items that are unknown are left out */
{{ config(post_hook="{{ kindred.malformed_lines('item_vectors_input', this) }}") }}
-- depends_on: {{ ref('kindred', 'int_input_checks') }}
select
    {{ kindred.own_encoder('given.encoder') }} as encoder,
    item_index.item_idx,
    {{ kindred.try_numbers('given.vector') }} as vector
from {{ kindred.with_missing_columns(kindred.input_from('item_vectors_input'), kindred.input_columns('item_vectors_input').keys()) }} as given
inner join {{ ref('kindred', 'int_item_index') }} as item_index on cast(given.item_id as varchar) = item_index.item_id
where given.vector is not null
