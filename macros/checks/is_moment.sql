{#- Whether a text reads as a date or a timestamp. -#}
{% macro is_moment(value) -%}
  {%- set found = run_query("select " ~ kindred.try_timestamp("'" ~ value ~ "'")) -%}
  {{ return(found.rows[0][0] is not none) }}
{%- endmacro %}
