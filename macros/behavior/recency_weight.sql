{#- What an event still counts after some time: 1 now, one half after recency_half_life_days, 1 always when that is null. -#}
{% macro recency_weight(event_at, as_of) -%}
  {%- if var('recency_half_life_days', none) is none -%}
    1.0
  {%- else -%}
    pow(0.5, greatest({{ kindred.seconds_between(event_at, as_of) }}, 0.0) / (86400.0 * {{ var('recency_half_life_days') }}))
  {%- endif -%}
{%- endmacro %}
