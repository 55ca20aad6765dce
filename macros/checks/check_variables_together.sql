{#- What no single var can say. -#}
{% macro check_variables_together() -%}
  {%- if var('rating_min') >= var('rating_max') -%}
    {%- do kindred.stop("'rating_min' is " ~ var('rating_min') ~ " and 'rating_max' is " ~ var('rating_max') ~ ', but the first must be below the second.') -%}
  {%- endif -%}
  {%- if var('item_cosine_weight') + var('user_cosine_weight') <= 0 -%}
    {%- do kindred.stop("'item_cosine_weight' and 'user_cosine_weight' are both 0, but one of them must be above 0.") -%}
  {%- endif -%}
  {%- if var('segments_count_min') > var('segments_count_max') -%}
    {%- do kindred.stop("'segments_count_min' is " ~ var('segments_count_min') ~ " and 'segments_count_max' is " ~ var('segments_count_max') ~ ', but the first must not be above the second.') -%}
  {%- endif -%}
  {%- if var('llm_enabled') and not (env_var('KINDRED_LLM_BASE_URL', '') and env_var('KINDRED_LLM_MODEL', '') ~ env_var('KINDRED_LLM_EMBEDDING_MODEL', '')) -%}
    {%- do kindred.stop("'llm_enabled' is true, so the environment must name the endpoint: KINDRED_LLM_BASE_URL, KINDRED_LLM_MODEL and, where it wants one, KINDRED_LLM_API_KEY.") -%}
  {%- endif -%}
  {%- if kindred.input_location('events').kind == 'none' -%}
    {%- do kindred.stop("'events' is not set under `vars: kindred:`, but must be a file, source:name.table, database.schema.table, or the name of a model or seed.") -%}
  {%- endif -%}
{%- endmacro %}
