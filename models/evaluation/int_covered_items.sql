/* grain: one row per task, recommender, slice and item in the list of any judged user of the slice: the best place there */
select
    lists.task,
    lists.recommender,
    judged.slice,
    lists.item_idx,
    min(lists.rank) as best_rank
from {{ ref('kindred', 'int_evaluated_lists') }} as lists
inner join {{ ref('kindred', 'int_judged_users') }} as judged on lists.user_idx = judged.user_idx
-- lists of users who did nothing afterwards are judged by no metric
inner join (
    select distinct task, user_idx from {{ ref('kindred', 'int_relevant_items') }}
    where cut = 'test'
) as relevant
    on lists.task = relevant.task and lists.user_idx = relevant.user_idx
group by lists.task, lists.recommender, judged.slice, lists.item_idx
