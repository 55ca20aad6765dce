{#- The words of a lower-case text with three letters or more, as a list. -#}
{% macro words(text) -%}
  {{ return(adapter.dispatch('words', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__words(text) -%}
  regexp_extract_all({{ text }}, '[\p{L}]{3,}')
{%- endmacro %}
