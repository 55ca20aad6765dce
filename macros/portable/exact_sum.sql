{#- A sum that does not depend on the order of its rows: added as decimals with twelve places, not as floats.
    For values below 1e15 in size. -#}
{% macro exact_sum(expression) -%}
  cast(sum(cast({{ expression }} as decimal(28, 12))) as double)
{%- endmacro %}
