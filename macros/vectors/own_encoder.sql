{#- The name of a set of the shop's own vectors. -#}
{% macro own_encoder(column) -%}
coalesce(nullif(trim(cast({{ column }} as varchar)), ''), 'mapped')
{%- endmacro %}
