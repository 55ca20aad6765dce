{#- A heading and the one text column of a query, a line each. -#}
{% macro print_rows(heading, query) -%}
  {%- do log('', info=true) -%}
  {%- do log(heading, info=true) -%}
  {%- for row in run_query(query).rows -%}
    {%- do log('  ' ~ row[0], info=true) -%}
  {%- endfor -%}
{%- endmacro %}
