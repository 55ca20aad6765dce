{#- The published file must be another than the working one and, where it is there, no empty one. -#}
{% macro check_published_file() -%}
  {%- set path = kindred.published_path() -%}
  {%- set quoted = "'" ~ path | replace("'", "''") ~ "'" -%}
  {%- if run_query('select count(*) from duckdb_databases() where path = ' ~ quoted).rows[0][0] > 0 -%}
    {%- do kindred.stop("KINDRED_PUBLISHED and KINDRED_WAREHOUSE both name '" ~ path ~ "', but must be two files: one for readers, one for dbt.") -%}
  {%- endif -%}
  {%- if run_query('select count(*) from glob(' ~ quoted ~ ')').rows[0][0] > 0
        and run_query('select size from read_blob(' ~ quoted ~ ')').rows[0][0] == 0 -%}
    {%- do kindred.stop("the published file '" ~ path ~ "' has zero bytes, but must be a DuckDB file or absent; remove it.") -%}
  {%- endif -%}
{%- endmacro %}
