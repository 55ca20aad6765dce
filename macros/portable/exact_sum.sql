{#- A sum that does not depend on the order of its rows: added as decimals, by default with twelve places, not as floats.
    For values below 1e15 in size. Eighteen places are as exact as the floats that go in, where the twelfth can decide:
    the twins' similarities are rounded and then raised to a power. -#}
{% macro exact_sum(expression, decimals=12) -%}
  cast(sum(cast({{ expression }} as decimal({{ 16 + decimals }}, {{ decimals }}))) as double)
{%- endmacro %}
