{#- A timestamp on the shop's clock as UTC. -#}
{% macro utc_time(column) -%}
  {{ return(adapter.dispatch('utc_time', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__utc_time(column) -%}
  {%- if var('shop_time_zone') == 'UTC' -%}
    {{ column }}
  {%- else -%}
    ({{ column }} at time zone '{{ var("shop_time_zone") }}' at time zone 'UTC')
  {%- endif -%}
{%- endmacro %}
