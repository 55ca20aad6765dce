{#- The cosine of two vectors, worked out in double precision. -#}
{% macro vector_cosine(left, right) -%}
  {{ return(adapter.dispatch('vector_cosine', 'kindred')(left, right)) }}
{%- endmacro %}

{% macro default__vector_cosine(left, right) -%}
  list_cosine_similarity(cast({{ left }} as double[]), cast({{ right }} as double[]))
{%- endmacro %}
