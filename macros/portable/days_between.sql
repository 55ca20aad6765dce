{#- Whole days from one date to a later one. -#}
{% macro days_between(start, end) -%}
  {{ return(adapter.dispatch('days_between', 'kindred')(start, end)) }}
{%- endmacro %}

{% macro default__days_between(start, end) -%}
  date_diff('day', cast({{ start }} as date), cast({{ end }} as date))
{%- endmacro %}
