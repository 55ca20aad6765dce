/* grain: one row per item and encoder */
select
    item_index.item_id,
    vectors.encoder,
    vectors.version,
    vectors.dimension,
    vectors.weight,
    vectors.vector
from {{ ref('kindred', 'int_vectors') }} as vectors
inner join {{ ref('kindred', 'int_item_index') }} as item_index on vectors.idx = item_index.item_idx
where vectors.cut = 'release' and vectors.kind = 'item'
