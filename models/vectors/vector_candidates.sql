/* grain: one row per user, encoder and rank: the items that lie in the direction of the user's vector */
select
    user_index.user_id,
    candidates.encoder,
    candidates.rank,
    item_index.item_id,
    candidates.score
from {{ ref('kindred', 'py_vector_candidates') }} as candidates
inner join {{ ref('kindred', 'int_user_index') }} as user_index on candidates.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'int_item_index') }} as item_index on candidates.item_idx = item_index.item_idx
where candidates.cut = 'release' and user_index.user_id is not null
