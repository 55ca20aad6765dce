{#- How much repeating an event adds: x events count x (1 + s) / (x + s), which is 1 for one event and never more
    than 1 + s (BM25's term-frequency saturation); s is repeat_saturation_events. -#}
{% macro saturated(events) -%}
  ({{ events }} * (1.0 + {{ var('repeat_saturation_events') }}) / ({{ events }} + {{ var('repeat_saturation_events') }}))
{%- endmacro %}
