/* grain: one row per user and encoder; visitors who are nobody yet are left out */
select
    user_index.user_id,
    vectors.encoder,
    vectors.version,
    vectors.dimension,
    vectors.vector
from {{ ref('kindred', 'int_vectors') }} as vectors
inner join {{ ref('kindred', 'int_user_index') }} as user_index on vectors.idx = user_index.user_idx
where vectors.cut = 'release' and vectors.kind = 'user' and user_index.user_id is not null
