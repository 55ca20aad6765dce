{#- A relation with every column of the contract: those it lacks are null, those beyond it are kept.
    Needs no look at the relation while dbt parses. -#}
{% macro with_missing_columns(relation, columns) -%}
  {{ return(adapter.dispatch('with_missing_columns', 'kindred')(relation, columns)) }}
{%- endmacro %}

{% macro default__with_missing_columns(relation, columns) -%}
  (
    select {% for column in columns %}null as {{ column }}{{ ', ' if not loop.last }}{% endfor %} where false
    {% if relation is not none %}
    union all by name
    select * from {{ relation }}
    {% endif %}
  )
{%- endmacro %}
