/* grain: one row per metric, method and number of segments, at the validation cut. `choice_score` is what the choice
   goes by: how repeatable, how far apart, and how much a division into so many can say */
with candidates as (
    select
        method,
        segments_count,
        max(users_count) as users_count,
        max(case when metric = 'stability' then value end) as stability,
        max(case when metric = 'silhouette' then value end) as silhouette
    from {{ ref('kindred', 'py_segment_scores') }}
    where method != 'rfm_quintiles'
    group by method, segments_count
)

select metric, method, segments_count, value, low, high, users_count
from {{ ref('kindred', 'py_segment_scores') }}
union all
select
    'choice_score' as metric,
    method,
    segments_count,
    round(pow(greatest(stability, 0), 2) * sqrt(greatest(silhouette, 0)) * ln(segments_count), 9) as value,
    cast(null as double) as low,
    cast(null as double) as high,
    users_count
from candidates
