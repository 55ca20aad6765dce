/* grain: one row per cut, task, user and item: SQL twin of the user side, before ranking */
select
    similarities.cut,
    tasks.task,
    similarities.user_idx,
    strengths.item_idx,
    {{ kindred.exact_sum('similarities.similarity * ' ~ "case settings.weighting when 'binary' then 1.0 else strengths.strength end") }} as raw_score
from {{ ref('kindred', 'int_user_similarities') }} as similarities
inner join {{ ref('kindred', 'int_strengths') }} as strengths
    on similarities.cut = strengths.cut and similarities.neighbor_idx = strengths.user_idx
inner join {{ ref('kindred', 'int_recommender_settings') }} as settings on settings.recommender = 'user_cosine'
inner join (values ('new_items'), ('all_items')) as tasks (task)
    on similarities.cut != 'release' or tasks.task = '{{ kindred.published_task() }}'
left join {{ ref('kindred', 'int_strengths') }} as spent
    on
        similarities.cut = spent.cut
        and similarities.user_idx = spent.user_idx
        and strengths.item_idx = spent.item_idx
        and spent.is_spent
        and tasks.task = 'new_items'
where strengths.is_recommendable and spent.item_idx is null
group by similarities.cut, tasks.task, similarities.user_idx, strengths.item_idx
