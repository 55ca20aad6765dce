{{ config(enabled=var('segments_enabled')) }}

/* what is used is the candidate of the validation cut with the highest choice score, and the rows say so; the score is
   what it is said to be */
{% set chooses = var('refit_segments') and (var('segments_count') == 'auto' or var('segment_method') == 'auto') %}
with candidates as (
    select
        method,
        segments_count,
        bool_or(is_chosen) as is_chosen,
        max(case when metric = 'choice_score' then value end) as choice_score,
        max(case when metric = 'stability' then value end) as stability,
        max(case when metric = 'silhouette' then value end) as silhouette
    from {{ ref('kindred', 'segment_evaluation') }}
    where cut = 'validation' and method != 'rfm_quintiles'
    group by method, segments_count
)

select method, segments_count, choice_score
from candidates
where
    stability >= 0
    and silhouette >= 0
    and abs(choice_score - stability * stability * sqrt(silhouette) * ln(segments_count)) > 0.000000001
{% if chooses %}
union all
select max(method) as method, max(segments_count) as segments_count, max(choice_score) as choice_score
from candidates
having
    count(*) > 0
    and coalesce(max(case when is_chosen then choice_score end) < max(choice_score), true)
{% endif %}
