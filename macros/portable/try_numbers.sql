{#- A list of numbers from any value, or null; a number that cannot be read, or is beyond single precision, is null. -#}
{% macro try_numbers(column) -%}
  {{ return(adapter.dispatch('try_numbers', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__try_numbers(column) -%}
  try_cast({{ column }} as float[])
{%- endmacro %}
