{#- A timestamp moved by whole days; stays a timestamp on every engine. -#}
{% macro add_days(column, days) -%}
  {{ return(adapter.dispatch('add_days', 'kindred')(column, days)) }}
{%- endmacro %}

{% macro default__add_days(column, days) -%}
  cast(cast({{ column }} as timestamp) + to_days(cast({{ days }} as integer)) as timestamp)
{%- endmacro %}
