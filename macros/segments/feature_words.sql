{#- A feature of the matrix in words: 'high orders count', 'low interest in Garden'. -#}
{% macro feature_words(feature, is_high) -%}
  case when {{ is_high }} then 'high ' else 'low ' end || replace(replace({{ feature }}, 'category_share:', 'interest in '), '_', ' ')
{%- endmacro %}
