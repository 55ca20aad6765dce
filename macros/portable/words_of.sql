{#- Every word of a text, in a select list: one row for each. -#}
{% macro words_of(text) -%}
  {{ return(adapter.dispatch('words_of', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__words_of(text) -%}
  unnest(regexp_extract_all({{ text }}, '\pL+'))
{%- endmacro %}
