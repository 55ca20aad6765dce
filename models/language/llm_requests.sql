/* grain: one row per request that was ever sent to a large model from this warehouse. Python writes the table behind it
   the moment before a request leaves */
-- depends_on: {{ ref('kindred', 'py_llm_answers') }}
{% if 'py_llm_vectors' in kindred.vector_models() and var('vectors_enabled') -%}
-- depends_on: {{ ref('kindred', 'py_llm_vectors') }}
{%- endif %}
select
    request_hash,
    purpose,
    model,
    text_sent,
    answer is not null or vector is not null as is_answered
from {{ api.Relation.create(
    database=ref('kindred', 'py_llm_answers').database, schema=ref('kindred', 'py_llm_answers').schema, identifier='llm_answers'
) }}
