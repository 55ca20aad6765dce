{#- The share of a user's events that are of some kind; null below habit_min_active_days different days: who was there
    once has no habits yet. -#}
{% macro habit(events, all_events, active_days) -%}
  case when {{ active_days }} >= {{ var('habit_min_active_days') }} then cast({{ events }} as double) / nullif({{ all_events }}, 0) end
{%- endmacro %}
