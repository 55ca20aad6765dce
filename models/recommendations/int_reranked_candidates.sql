/* grain: one row per cut, task, user and item of the blend: its score there, and the re-ranker's, which is over the user's best
   and gives the rank; of equals the higher in the blend stands first */
select
    blended.cut,
    blended.task,
    blended.user_idx,
    blended.item_idx,
    blended.score,
    round(
        reranked.probability / max(reranked.probability) over (partition by blended.cut, blended.task, blended.user_idx), 9
    ) as order_score,
    row_number() over (
        partition by blended.cut, blended.task, blended.user_idx
        order by reranked.probability desc, blended.score desc, blended.item_idx asc
    ) as reranked_rank
from {{ ref('kindred', 'int_blended_candidates') }} as blended
inner join {{ ref('kindred', 'py_reranked_candidates') }} as reranked
    on
        blended.cut = reranked.cut
        and blended.task = reranked.task
        and blended.user_idx = reranked.user_idx
        and blended.item_idx = reranked.item_idx
where blended.score > 0
