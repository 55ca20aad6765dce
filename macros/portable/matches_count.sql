{#- How often a regular expression is found in a text. -#}
{% macro matches_count(text, pattern) -%}
  {{ return(adapter.dispatch('matches_count', 'kindred')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches_count(text, pattern) -%}
  len(regexp_extract_all({{ text }}, {{ pattern }}))
{%- endmacro %}
