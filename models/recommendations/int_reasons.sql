/* grain: one row per user, item and reason: the reasons_count strongest of each kind, the rest of a kind in one row,
   and for a fallback the popularity that it rests on. Contributions add up to the score. */
with ranked as (
    select
        *,
        row_number() over (partition by user_idx, item_idx, kind order by contribution desc, evidence_idx asc) as place
    from {{ ref('kindred', 'int_contributions') }}
),

collaborative as (
    select
        user_idx,
        item_idx,
        case when place <= {{ var('reasons_count') }} then kind else kind || '_rest' end as kind,
        case when place <= {{ var('reasons_count') }} then evidence_idx end as evidence_idx,
        bool_or(is_owned) as is_owned,
        count(*) as evidence_count,
        round({{ kindred.exact_sum('contribution') }}, 12) as contribution
    from ranked
    group by all
)

select user_idx, item_idx, kind, evidence_idx, is_owned, evidence_count, contribution
from collaborative
union all
select
    recommendations.user_idx,
    recommendations.item_idx,
    recommendations.strategy as kind,
    case when recommendations.strategy = 'segment_popular' then targets.cluster end as evidence_idx,
    false as is_owned,
    1 as evidence_count,
    recommendations.score as contribution
from {{ ref('kindred', 'int_filled_recommendations') }} as recommendations
inner join {{ ref('kindred', 'int_target_segments') }} as targets
    on recommendations.cut = targets.cut and recommendations.user_idx = targets.user_idx
where recommendations.cut = 'release' and recommendations.strategy != 'collaborative'
