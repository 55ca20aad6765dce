{#- A transformed feature value in standard deviations from the population's mean, a missing one filled, an extreme one
    held at three. Fit and apply are apart: `scaling` is a row of feature_scaling. -#}
{% macro scaled(value, scaling) -%}
  greatest(-3.0, least(3.0, (coalesce({{ value }}, {{ scaling }}.fill_value) - {{ scaling }}.center) / {{ scaling }}.scale))
{%- endmacro %}
