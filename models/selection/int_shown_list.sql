/* grain: one row: what users are shown, the first of re-ranker and blend whose lead on popularity is above 0 with confidence,
   or not known (NaN, which is above all numbers); where neither's is, the fallbacks alone */
{% set gated = var('popularity_gate') %}
with blend as (
    select coalesce(max(lead_low), 'nan') as lead_low
    from {{ ref('kindred', 'int_blend_weights') }}
    where task = '{{ kindred.published_task() }}'
){% if var('reranker_enabled') %},

reranker as (
    select lead_low
    from {{ ref('kindred', 'py_reranker_leads') }}
    where task = '{{ kindred.published_task() }}'
)
{% endif %}

select
    case
        {{ "when not " ~ gated ~ " or reranker.lead_low > 0 then 'reranker'" if var('reranker_enabled') }}
        when not {{ gated }} or blend.lead_low > 0 then 'blend'
        else 'fallbacks'
    end as recommender
from blend
{{ 'cross join reranker' if var('reranker_enabled') }}
