{#- The share of a recommender in the blend, 0 to 1; the two shares add up to 1. -#}
{% macro recommender_weight(recommender) -%}
  {%- set total = var('item_cosine_weight') + var('user_cosine_weight') -%}
  {{ return((var(recommender ~ '_weight') / total) | string) }}
{%- endmacro %}
