/* grain: one row per user, recommended item and reason: the strongest evidence of each recommender, its weaker evidence
   together, the popularity that a fallback rests on, and the re-ranker and the rules that moved the item, which add nothing to
   the score */
{% set order_rank = 'reranked_rank' if var('reranker_enabled') else 'score_rank' %}
select
    user_idx,
    item_idx,
    'collaborative' as strategy,
    case when evidence_idx < 0 then recommender || '_rest' else recommender end as kind,
    nullif(evidence_idx, -1) as evidence_idx,
    evidence_count,
    contribution,
    cast(null as integer) as moved_from,
    cast(null as integer) as moved_to
from {{ ref('kindred', 'py_contributions') }}
union all
select
    recommendations.user_idx,
    recommendations.item_idx,
    recommendations.strategy,
    recommendations.strategy as kind,
    case when recommendations.strategy = 'segment_popular' then targets.cluster end as evidence_idx,
    1 as evidence_count,
    recommendations.score as contribution,
    null as moved_from,
    null as moved_to
from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
inner join {{ ref('kindred', 'int_target_segments') }} as targets
    on recommendations.cut = targets.cut and recommendations.user_idx = targets.user_idx
where recommendations.cut = 'release' and recommendations.strategy != 'collaborative'
{% for rule, before, after in [
    ('reranker', 'score_rank', order_rank), ('list_limits', order_rank, 'limited_rank'), ('diversity', 'limited_rank', 'rank')
] if before != after %}
union all
select
    user_idx,
    item_idx,
    'collaborative' as strategy,
    '{{ rule }}' as kind,
    null as evidence_idx,
    1 as evidence_count,
    0.0 as contribution,
    {{ before }} as moved_from,
    {{ after }} as moved_to
from {{ ref('kindred', 'int_blended_recommendations') }}
where cut = 'release' and {{ before }} != {{ after }}
{% endfor %}
