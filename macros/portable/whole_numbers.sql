{#- A table of the whole numbers from one to another, both included. -#}
{% macro whole_numbers(first, last) -%}
  {{ return(adapter.dispatch('whole_numbers', 'kindred')(first, last)) }}
{%- endmacro %}

{% macro default__whole_numbers(first, last) -%}
  (select unnest(range({{ first }}, {{ last + 1 }})))
{%- endmacro %}
