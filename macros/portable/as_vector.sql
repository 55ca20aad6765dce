{#- An aggregate: the numbers of a group, in order of their places, as a vector of that width in single precision. -#}
{% macro as_vector(number, place, width) -%}
  {{ return(adapter.dispatch('as_vector', 'kindred')(number, place, width)) }}
{%- endmacro %}

{% macro default__as_vector(number, place, width) -%}
  cast(list({{ number }} order by {{ place }}) as float[{{ width }}])
{%- endmacro %}
