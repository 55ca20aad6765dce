{#- The rows of a small relation as a query that needs no table. -#}
{% macro rows_as_query(relation) -%}
  {%- set found = run_query('select * from ' ~ relation) -%}
  {%- set selects = [] -%}
  {%- for row in found.rows -%}
    {%- set cells = [] -%}
    {%- for name in found.column_names -%}
      {%- do cells.append(kindred.literal(row[name]) ~ ' as ' ~ name) -%}
    {%- endfor -%}
    {%- do selects.append('select ' ~ cells | join(', ')) -%}
  {%- else -%}
    {%- do selects.append('select null as ' ~ found.column_names | join(', null as ') ~ ' where false') -%}
  {%- endfor -%}
  {{ return(selects | join(' union all ')) }}
{%- endmacro %}
