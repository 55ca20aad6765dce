{#- A UTC timestamp as the shop's clock shows it. -#}
{% macro shop_time(column) -%}
  {{ return(adapter.dispatch('shop_time', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__shop_time(column) -%}
  {%- if var('shop_time_zone') == 'UTC' -%}
    {{ column }}
  {%- else -%}
    ({{ column }} at time zone 'UTC' at time zone '{{ var("shop_time_zone") }}')
  {%- endif -%}
{%- endmacro %}
