{#- Saturday or Sunday. ISO numbering: engines number their own days of the week differently. -#}
{% macro is_weekend(column) -%}
  {{ return(adapter.dispatch('is_weekend', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__is_weekend(column) -%}
  isodow({{ column }}) >= 6
{%- endmacro %}
