{#- A value of a query's result as SQL. -#}
{% macro literal(value) -%}
  {%- if value is none -%}
    {{ return('null') }}
  {%- endif -%}
  {{ return(value | string if value is number or value is boolean else "'" ~ value | string | replace("'", "''") ~ "'") }}
{%- endmacro %}
