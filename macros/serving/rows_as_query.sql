{#- The rows of a small relation as a query that needs no table. -#}
{% macro rows_as_query(relation) -%}
  {%- set found = run_query('select * from ' ~ relation) -%}
  {%- set selects = [] -%}
  {%- for row in found.rows -%}
    {%- set cells = [] -%}
    {%- for name in found.column_names -%}
      {%- set cell = row[name] -%}
      {%- do cells.append(('null' if cell is none else cell if cell is number or cell is boolean else "'" ~ cell | string | replace("'", "''") ~ "'") ~ ' as ' ~ name) -%}
    {%- endfor -%}
    {%- do selects.append('select ' ~ cells | join(', ')) -%}
  {%- endfor -%}
  {{ return(selects | join(' union all ')) }}
{%- endmacro %}
