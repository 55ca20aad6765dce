/* grain: one row per bad review of the last reply_max_age_days, but for those whose words praise */
select
    replies.review_id,
    replies.user_id,
    replies.item_id,
    replies.reviewed_at,
    replies.rating,
    replies.pain,
    replies.pain_point,
    replies.language,
    {% if var('llm_enabled') %}
    coalesce(told.reply, replies.reply) as reply,
    case when told.reply is null then 'template' else 'model' end as source,
    told.refusal
    {% else %}
    replies.reply,
    'template' as source,
    cast(null as varchar) as refusal
    {% endif %}
from {{ ref('kindred', 'int_review_replies') }} as replies
{% if var('llm_enabled') %}
left join {{ ref('kindred', 'py_llm_answers') }} as told on told.purpose = 'reply' and replies.review_id = told.subject_id
{% endif %}
