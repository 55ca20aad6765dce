/* grain: one row per task, recommender, slice and item in the list of any judged user of the slice: the best place there */
with judged as (
    -- lists of users who did nothing afterwards are judged by no metric
    select distinct relevant.task, users.user_idx, users.slice
    from {{ ref('kindred', 'int_judged_users') }} as users
    inner join {{ ref('kindred', 'int_relevant_items') }} as relevant
        on users.user_idx = relevant.user_idx and relevant.cut = 'test'
)

select
    lists.task,
    lists.recommender,
    judged.slice,
    lists.item_idx,
    min(lists.rank) as best_rank
from {{ ref('kindred', 'int_evaluated_lists') }} as lists
inner join judged on lists.task = judged.task and lists.user_idx = judged.user_idx
group by lists.task, lists.recommender, judged.slice, lists.item_idx
