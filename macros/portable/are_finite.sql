{#- Whether a list holds numbers alone, none of them missing, infinite or not a number; null for a list of nothing. -#}
{% macro are_finite(numbers) -%}
  {{ return(adapter.dispatch('are_finite', 'kindred')(numbers)) }}
{%- endmacro %}

{% macro default__are_finite(numbers) -%}
  (list_count({{ numbers }}) = len({{ numbers }}) and isfinite(list_sum({{ numbers }})))
{%- endmacro %}
