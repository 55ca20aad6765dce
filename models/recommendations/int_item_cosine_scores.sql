/* grain: one row per cut, user and item: SQL twin of score_from_items, before ranking */
select
    strengths.cut,
    strengths.user_idx,
    neighbors.item_idx,
    {{ kindred.exact_sum('strengths.strength * neighbors.similarity') }} as raw_score
from {{ ref('kindred', 'int_strengths') }} as strengths
inner join {{ ref('kindred', 'int_target_users') }} as targets
    on strengths.cut = targets.cut and strengths.user_idx = targets.user_idx
inner join {{ ref('kindred', 'int_target_item_neighbors') }} as neighbors
    on strengths.cut = neighbors.cut and strengths.item_idx = neighbors.neighbor_idx
{% if var('exclude_owned_items') %}
left join {{ ref('kindred', 'int_strengths') }} as owned
    on
        strengths.cut = owned.cut
        and strengths.user_idx = owned.user_idx
        and neighbors.item_idx = owned.item_idx
        and owned.is_owned
where owned.item_idx is null
{% endif %}
group by strengths.cut, strengths.user_idx, neighbors.item_idx
