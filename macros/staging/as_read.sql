{#- A typed column as text, or the masked text that could not be read as its type. -#}
{% macro as_read(column) -%}
  {{ return("coalesce(cast(" ~ column ~ " as varchar), " ~ kindred.mask_text('unread_' ~ column) ~ ")") }}
{%- endmacro %}
