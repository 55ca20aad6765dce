{#- A raw feature value on the scale of its transform; the one text of this formula. -#}
{% macro transformed(transform, raw_value) -%}
  case when {{ transform }} = 'log1p' then sign({{ raw_value }}) * ln(1.0 + abs({{ raw_value }})) else {{ raw_value }} end
{%- endmacro %}
