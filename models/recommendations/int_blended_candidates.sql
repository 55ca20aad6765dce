/* grain: one row per cut, task, user and item that any recommender proposes: the additive blend, and the same without what the
   segments say */
select
    candidates.cut,
    candidates.task,
    candidates.user_idx,
    candidates.item_idx,
    round({{ kindred.exact_sum('weights.weight * candidates.score') }}, 9) as score,
    round(
        {{ kindred.exact_sum("case when candidates.recommender != 'segment_popular' then weights.weight * candidates.score else 0.0 end") }}, 9
    ) as score_without_segments
from {{ ref('kindred', 'int_recommendation_candidates') }} as candidates
inner join {{ ref('kindred', 'int_blend_weights') }} as weights
    on candidates.task = weights.task and candidates.recommender = weights.recommender
where candidates.cut in ('release', 'test'{{ ", 'validation'" if var('reranker_enabled') }}) and weights.weight > 0
group by candidates.cut, candidates.task, candidates.user_idx, candidates.item_idx
