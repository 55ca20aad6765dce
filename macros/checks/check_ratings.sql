{#- Recommenders that learn from ratings, where it is known beforehand that they cannot. -#}
{% macro check_ratings() -%}
  {%- set wishes = kindred.wishes_for_ratings() -%}
  {%- if var('similarity_engine') == 'sql' -%}
    {%- for wish in wishes if 'weighting' in wish -%}
      {%- do kindred.stop(wish ~ ", which 'similarity_engine' sql cannot do; python, numba and sparse_dot_topn can.") -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if wishes and not (kindred.may_have_column('events', 'rating') or kindred.may_have_column('reviews', 'rating')) -%}
    {%- do kindred.stop(wishes[0] ~ ", which learns from ratings, but neither 'events' nor 'reviews' has a column 'rating'; give one, or leave it out.") -%}
  {%- endif -%}
{%- endmacro %}

{#- What is asked for that learns from ratings, each as the beginning of a sentence. -#}
{% macro wishes_for_ratings() -%}
  {%- set wishes = [] -%}
  {%- if var('recommendations_enabled') -%}
    {%- for name in ['item_cosine', 'user_cosine'] if name in var('recommenders') and kindred.weighs_ratings(name) -%}
      {%- do wishes.append("'" ~ name ~ "_weighting' is " ~ var(name ~ '_weighting')) -%}
    {%- endfor -%}
    {%- if 'rating_prediction' in var('recommenders') -%}
      {%- do wishes.append("'recommenders' names rating_prediction") -%}
    {%- endif -%}
  {%- endif -%}
  {{ return(wishes) }}
{%- endmacro %}

{#- Whether item_cosine or user_cosine compares what was said instead of what was done. -#}
{% macro weighs_ratings(recommender) -%}
  {{ return(var(recommender ~ '_weighting') in ['adjusted_cosine', 'pearson']) }}
{%- endmacro %}

{#- Whether an input has a column, or is a model or seed that may not be built yet. -#}
{% macro may_have_column(input_name, column) -%}
  {%- set kind = kindred.input_location(input_name).kind -%}
  {%- if kind in ['file', 'source', 'table'] -%}
    {%- set found = run_query('describe select * from ' ~ kindred.input_from(input_name)).columns[0].values() -%}
    {{ return(column in (found | map('lower') | list)) }}
  {%- endif -%}
  {{ return(kind == 'node') }}
{%- endmacro %}
