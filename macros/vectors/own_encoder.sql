{#- The name of a set of the shop's own vectors. -#}
{% macro own_encoder(column) -%}
coalesce(nullif(trim(cast({{ column }} as varchar)), ''), 'mapped')
{%- endmacro %}

{#- The sets that other vars may name; none where the var is no list, which check_variable says. -#}
{% macro own_encoders() -%}
  {%- set own = var('own_encoders') -%}
  {{ return(own | list if own is sequence and own is not string and own is not mapping else []) }}
{%- endmacro %}
