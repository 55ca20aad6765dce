/* grain: one row per cut, user and item with a positive strength: the matrix that is learned from */
select
    interactions.cut,
    interactions.user_idx,
    interactions.item_idx,
    interactions.strength,
    interactions.is_owned,
    -- what is owned may come again once it is due
    interactions.is_owned and due.item_idx is null as is_spent,
    traits.is_recommendable
from {{ ref('kindred', 'int_interactions') }} as interactions
inner join {{ ref('kindred', 'int_item_traits') }} as traits on interactions.item_idx = traits.item_idx
left join {{ ref('kindred', 'int_due_items') }} as due
    on
        interactions.cut = due.cut
        and interactions.user_idx = due.user_idx
        and interactions.item_idx = due.item_idx
where interactions.strength > 0
