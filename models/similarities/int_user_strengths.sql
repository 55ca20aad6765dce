/* grain: one row per cut, user and item of int_strengths, without the items that more than
   user_similarity_max_item_share of the users hold: they say little about taste and cost the square of their users */
with users as (
    select cut, count(distinct user_idx) as users_count
    from {{ ref('kindred', 'int_strengths') }}
    group by cut
),

item_users as (
    select cut, item_idx, count(*) as users_count
    from {{ ref('kindred', 'int_strengths') }}
    group by cut, item_idx
)

select
    strengths.cut,
    strengths.user_idx,
    strengths.item_idx,
    strengths.strength
from {{ ref('kindred', 'int_strengths') }} as strengths
inner join item_users on strengths.cut = item_users.cut and strengths.item_idx = item_users.item_idx
inner join users on strengths.cut = users.cut
where item_users.users_count <= {{ var('user_similarity_max_item_share') }} * users.users_count
