/* grain: one row per user, item recommended by the blend and recommender that has a part in its score */
{% for recommender in var('recommenders') %}
{{ 'union all' if not loop.first }}
select
    recommendations.user_idx,
    recommendations.item_idx,
    '{{ recommender }}' as recommender,
    {{ kindred.blend_part(recommender, 'weights.weight') }} as part
from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
inner join {{ ref('kindred', 'int_judged_candidates') }} as judged
    on
        recommendations.cut = judged.cut
        and judged.task = '{{ kindred.published_task() }}'
        and recommendations.user_idx = judged.user_idx
        and recommendations.item_idx = judged.item_idx
inner join {{ ref('kindred', 'int_candidate_lengths') }} as lengths
    on judged.cut = lengths.cut and judged.task = lengths.task and judged.user_idx = lengths.user_idx
inner join {{ ref('kindred', 'int_blend_weights') }} as weights
    on judged.task = weights.task and weights.recommender = '{{ recommender }}'
where
    recommendations.cut = 'release'
    and recommendations.strategy = 'collaborative'
    and weights.weight > 0
    and judged.{{ recommender }}_score > 0
{% else %}
select user_idx, item_idx, cast(null as varchar) as recommender, 0.0 as part
from {{ ref('kindred', 'int_filled_recommendations') }}
where 1 = 0
{% endfor %}
