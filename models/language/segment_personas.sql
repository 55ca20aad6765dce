/* grain: one row per segment with a profile */
select
    templates.segment_id,
    templates.segment_name,
    {% if var('llm_enabled') %}
    coalesce(told.name, templates.segment_name) as name,
    coalesce(told.summary, templates.summary) as summary,
    coalesce(told.offer, templates.offer) as offer,
    coalesce(told.tone, templates.tone) as tone,
    case when told.summary is null then 'template' else 'model' end as source,
    told.refusal
    {% else %}
    templates.segment_name as name,
    templates.summary,
    templates.offer,
    templates.tone,
    'template' as source,
    cast(null as varchar) as refusal
    {% endif %}
from {{ ref('kindred', 'int_segment_personas') }} as templates
{% if var('llm_enabled') %}
left join {{ ref('kindred', 'py_llm_answers') }} as told
    on told.purpose = 'persona' and cast(templates.segment_id as varchar) = told.subject_id
{% endif %}
