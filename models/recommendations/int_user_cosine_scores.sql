/* grain: one row per cut, user and item: SQL twin of score_from_users, before ranking */
select
    similarities.cut,
    similarities.user_idx,
    strengths.item_idx,
    {{ kindred.exact_sum('similarities.similarity * strengths.strength') }} as raw_score
from {{ ref('kindred', 'int_user_similarities') }} as similarities
inner join {{ ref('kindred', 'int_strengths') }} as strengths
    on similarities.cut = strengths.cut and similarities.neighbor_idx = strengths.user_idx
{% if var('exclude_owned_items') %}
left join {{ ref('kindred', 'int_strengths') }} as owned
    on
        similarities.cut = owned.cut
        and similarities.user_idx = owned.user_idx
        and strengths.item_idx = owned.item_idx
        and owned.is_owned
{% endif %}
where strengths.is_recommendable{% if var('exclude_owned_items') %} and owned.item_idx is null{% endif +%}
group by similarities.cut, similarities.user_idx, strengths.item_idx
