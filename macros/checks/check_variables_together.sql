{#- What no single var can say. -#}
{% macro check_variables_together() -%}
  {%- if var('rating_min') >= var('rating_max') -%}
    {%- do kindred.stop("'rating_min' is " ~ var('rating_min') ~ " and 'rating_max' is " ~ var('rating_max') ~ ', but the first must be below the second.') -%}
  {%- endif -%}
  {%- if var('segments_count_min') > var('segments_count_max') -%}
    {%- do kindred.stop("'segments_count_min' is " ~ var('segments_count_min') ~ " and 'segments_count_max' is " ~ var('segments_count_max') ~ ', but the first must not be above the second.') -%}
  {%- endif -%}
  {%- for recommender in var('blend_weights') or {} if recommender not in var('recommenders') -%}
    {%- do kindred.stop("'blend_weights' names " ~ recommender ~ ", which 'recommenders' does not switch on.") -%}
  {%- endfor -%}
  {%- for name in ['item_cosine_shrinkage', 'user_cosine_shrinkage'] if var(name) > 0 and var('similarity_engine') == 'sparse_dot_topn' -%}
    {%- do kindred.stop("'" ~ name ~ "' is " ~ var(name) ~ ", which 'similarity_engine' sparse_dot_topn cannot do; python, numba and sql can.") -%}
  {%- endfor -%}
  {%- if kindred.input_location('events').kind == 'none' -%}
    {%- do kindred.stop("'events' is not set under `vars: kindred:`, but must be a file, source:name.table, database.schema.table, or the name of a model or seed.") -%}
  {%- endif -%}
{%- endmacro %}
