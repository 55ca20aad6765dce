{#- A typed column as text, or what stood there and could not be read as its type. -#}
{% macro as_read(column) -%}
  {{ return("coalesce(cast(" ~ column ~ " as varchar), unread_" ~ column ~ ")") }}
{%- endmacro %}
