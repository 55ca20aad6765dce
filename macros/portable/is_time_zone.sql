{#- Whether the engine knows a time zone of this name. -#}
{% macro is_time_zone(name) -%}
  {{ return(adapter.dispatch('is_time_zone', 'kindred')(name)) }}
{%- endmacro %}

{% macro default__is_time_zone(name) -%}
  {%- set found = run_query("select count(*) from pg_timezone_names() where name = '" ~ name ~ "'") -%}
  {{ return(found.rows[0][0] > 0) }}
{%- endmacro %}
