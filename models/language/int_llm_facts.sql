/* grain: one row per purpose, subject and fact that a large model may be told. A persona is written of the profile alone,
   for segments of llm_min_users_count users or more; a reply of the review, the item's title, what the complaint is about,
   and the template for it */
{% set rooms = [] %}
{% if var('segments_enabled') and var('personas_enabled') %}
{% do rooms.append('persona') %}
select
    'persona' as purpose,
    cast(profiles.segment_id as varchar) as subject_id,
    profiles.rank,
    profiles.feature as fact,
    profiles.segment_name as fact_text,
    profiles.typical_value,
    profiles.population_value,
    phrases.said as phrase
from {{ ref('kindred', 'segment_profiles') }} as profiles
inner join {{ ref('kindred', 'segments') }} as segments on profiles.segment_id = segments.segment_id
left join {{ ref('kindred', 'int_segment_phrases') }} as phrases
    on profiles.segment_id = phrases.segment_id and profiles.feature = phrases.feature
where segments.users_count >= {{ var('llm_min_users_count') }} and profiles.typical_value is not null
{% endif %}
{% if var('reviews_enabled') %}
{% for fact, column in [('review', 'review_text'), ('item', 'item_title'), ('complaint', 'pain'), ('usual_reply', 'reply')] %}
{{ 'union all' if rooms }}
{% do rooms.append(fact) %}
select
    'reply' as purpose,
    review_id as subject_id,
    {{ loop.index }} as rank,
    '{{ fact }}' as fact,
    {{ column }} as fact_text,
    cast(null as double) as typical_value,
    cast(null as double) as population_value,
    cast(null as varchar) as phrase
from {{ ref('kindred', 'int_review_replies') }}
where {{ column }} is not null
{% endfor %}
{% endif %}
{% if not rooms %}
select
    cast(null as varchar) as purpose,
    cast(null as varchar) as subject_id,
    cast(null as integer) as rank,
    cast(null as varchar) as fact,
    cast(null as varchar) as fact_text,
    cast(null as double) as typical_value,
    cast(null as double) as population_value,
    cast(null as varchar) as phrase
where false
{% endif %}
