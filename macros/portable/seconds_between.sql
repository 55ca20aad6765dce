{#- Seconds from one timestamp to a later one, as a double. -#}
{% macro seconds_between(start, end) -%}
  {{ return(adapter.dispatch('seconds_between', 'kindred')(start, end)) }}
{%- endmacro %}

{% macro default__seconds_between(start, end) -%}
  (epoch_us({{ end }}) - epoch_us({{ start }})) / 1000000.0
{%- endmacro %}
