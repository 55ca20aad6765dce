{#- A UTC timestamp as text, to the microsecond. -#}
{% macro timestamp_text(column) -%}
  {{ return(adapter.dispatch('timestamp_text', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__timestamp_text(column) -%}
  strftime({{ column }}, '%Y-%m-%dT%H:%M:%S.%fZ')
{%- endmacro %}
