/* grain: one row per cut, task, user and item that was to be found, of what is offered: new_items are those that the list
   may hold, that is without what the user owned by then, all_items are all. What is sold out by now could not be proposed:
   the catalogue does not say since when, so nobody is asked for it */
select
    holdout.cut,
    tasks.task,
    holdout.user_idx,
    holdout.item_idx
from {{ ref('kindred', 'int_holdout_items') }} as holdout
inner join {{ ref('kindred', 'int_item_traits') }} as traits on holdout.item_idx = traits.item_idx and traits.is_recommendable
cross join (values ('new_items'), ('all_items')) as tasks (task)
left join {{ ref('kindred', 'int_strengths') }} as spent
    on
        holdout.cut = spent.cut
        and holdout.user_idx = spent.user_idx
        and holdout.item_idx = spent.item_idx
        and spent.is_spent
where tasks.task = 'all_items' or spent.item_idx is null
