{#- A number for every row of a stored table, each once, in no order that means anything. -#}
{% macro row_number_in_table() -%}
  {{ return(adapter.dispatch('row_number_in_table', 'kindred')()) }}
{%- endmacro %}

{% macro default__row_number_in_table() -%}
  rowid
{%- endmacro %}
