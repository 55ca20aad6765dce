/* grain: one row per user and rank of the 50 users nearest in taste; visitors who are nobody yet are left out */
select
    users.user_id,
    cast(row_number() over (partition by users.user_id order by similarities.rank) as integer) as rank,
    neighbors.user_id as neighbor_user_id,
    similarities.similarity
from {{ ref('kindred', 'int_user_similarities') }} as similarities
inner join {{ ref('kindred', 'int_user_index') }} as users on similarities.user_idx = users.user_idx
inner join {{ ref('kindred', 'int_user_index') }} as neighbors on similarities.neighbor_idx = neighbors.user_idx
where similarities.cut = 'release' and neighbors.user_id is not null
qualify rank <= 50
