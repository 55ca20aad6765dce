{#- Whether a text reads as a date or a timestamp. -#}
{% macro is_moment(value) -%}
  {%- set found = run_query("select moment from (select " ~ kindred.try_timestamp("'" ~ value ~ "'") ~ " as moment) as given where isfinite(moment)") -%}
  {{ return(found.rows | length > 0) }}
{%- endmacro %}
