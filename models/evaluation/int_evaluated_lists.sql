/* grain: one row per task, recommender, user of the test cut and rank: the lists that are judged */
{% set longest = var('evaluation_list_lengths') | max %}
with blends as (
    select 'blend' as recommender, task, user_idx, item_idx, score
    from {{ ref('kindred', 'int_blended_candidates') }}
    where cut = 'test'
    {% if 'segment_popular' in var('recommenders') %}
    union all
    select
        'blend_without_segments' as recommender,
        candidates.task,
        candidates.user_idx,
        candidates.item_idx,
        candidates.score_without_segments as score
    from {{ ref('kindred', 'int_blended_candidates') }} as candidates
    where
        candidates.cut = 'test'
        and exists (
            select 1
            from {{ ref('kindred', 'int_recommendation_candidates') }} as proposed
            where
                proposed.cut = 'test'
                and proposed.task = candidates.task
                and proposed.user_idx = candidates.user_idx
                and proposed.item_idx = candidates.item_idx
                -- the baseline's proposals are not blended unless it is among the recommenders
                and proposed.recommender in ('{{ var('recommenders') | reject('equalto', 'segment_popular') | join("', '") }}')
        )
    {% endif %}
)

select
    task,
    case recommender when 'popular' then 'popularity' else recommender end as recommender,
    user_idx,
    item_idx,
    rank
from {{ ref('kindred', 'int_recommendation_candidates') }}
where cut = 'test' and rank <= {{ longest }}
union all
-- who is new is offered the same bestsellers
select tasks.task, 'popularity' as recommender, targets.user_idx, fallback.item_idx, fallback.place as rank
from {{ ref('kindred', 'int_target_users') }} as targets
inner join {{ ref('kindred', 'int_fallback_items') }} as fallback
    on targets.cut = fallback.cut and fallback.cluster = -1 and fallback.place <= {{ longest }}
cross join (values ('new_items'), ('all_items')) as tasks (task)
where targets.cut = 'test' and not targets.is_known
union all
select
    task,
    recommender,
    user_idx,
    item_idx,
    row_number() over (partition by task, recommender, user_idx order by score desc, item_idx asc) as rank
from blends
where score > 0
qualify rank <= {{ longest }}
{% if var('reranker_enabled') %}
union all
select task, 'reranker' as recommender, user_idx, item_idx, reranked_rank as rank
from {{ ref('kindred', 'int_reranked_candidates') }}
where cut = 'test' and reranked_rank <= {{ longest }}
{% endif %}
union all
-- what a user would have been shown, whatever it is judged by
select tasks.task, 'published' as recommender, lists.user_idx, lists.item_idx, lists.rank
from {{ ref('kindred', 'int_filled_recommendations') }} as lists
cross join (values ('new_items'), ('all_items')) as tasks (task)
where lists.cut = 'test' and lists.rank <= {{ longest }}
