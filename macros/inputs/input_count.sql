{#- The number of rows of an input as it lies there, whatever was made of them. -#}
{% macro input_count(input_name) -%}
  {%- set source = kindred.input_from(input_name) -%}
  {{ return('0' if source is none else '(select count(*) from ' ~ source ~ ')') }}
{%- endmacro %}
