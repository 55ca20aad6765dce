{#- Whether a user is near enough to a segment, and sure enough of it, to be counted in; nobody is turned away by default.
    A place that was foretold has no distance. -#}
{% macro is_assigned(distance, confidence) -%}
  {%- set max_distance = var('segment_max_distance_deviations') -%}
  {%- set min_confidence = var('segment_min_confidence_share') -%}
  ({{ 'coalesce(' ~ distance ~ ' <= ' ~ max_distance ~ ', true)' if max_distance is not none else 'true' }} and {{ confidence ~ ' >= ' ~ min_confidence if min_confidence is not none else 'true' }})
{%- endmacro %}
