/* grain: one row per cut, task, user and item: SQL twin of the item side, before ranking */
select
    strengths.cut,
    tasks.task,
    strengths.user_idx,
    pairs.item_idx,
    {{ kindred.exact_sum("case settings.weighting when 'binary' then 1.0 else strengths.strength end" ~ ' * pairs.similarity') }} as raw_score
from {{ ref('kindred', 'int_strengths') }} as strengths
inner join {{ ref('kindred', 'int_target_users') }} as targets
    on strengths.cut = targets.cut and strengths.user_idx = targets.user_idx
inner join {{ ref('kindred', 'int_item_pairs') }} as pairs
    on strengths.cut = pairs.cut and strengths.item_idx = pairs.neighbor_idx and pairs.recommender = 'item_cosine'
inner join {{ ref('kindred', 'int_item_traits') }} as traits on pairs.item_idx = traits.item_idx and traits.is_recommendable
inner join {{ ref('kindred', 'int_recommender_settings') }} as settings on settings.recommender = 'item_cosine'
inner join (values ('new_items'), ('all_items')) as tasks (task)
    on strengths.cut != 'release' or tasks.task = '{{ kindred.published_task() }}'
left join {{ ref('kindred', 'int_strengths') }} as spent
    on
        strengths.cut = spent.cut
        and strengths.user_idx = spent.user_idx
        and pairs.item_idx = spent.item_idx
        and spent.is_spent
        and tasks.task = 'new_items'
where spent.item_idx is null
group by strengths.cut, tasks.task, strengths.user_idx, pairs.item_idx
