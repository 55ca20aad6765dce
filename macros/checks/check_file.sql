{#- A file or glob: there must be one, and it must hold at least a header. -#}
{% macro check_file(input_name, path) -%}
  {%- set quoted = "'" ~ path | replace("'", "''") ~ "'" -%}
  {%- if '://' not in path -%}
    {%- set files = run_query('select count(*) from glob(' ~ quoted ~ ')').rows[0][0] -%}
    {%- if files == 0 -%}
      {%- do kindred.stop("the input '" ~ input_name ~ "' is '" ~ var(input_name, path) ~ "', but there is no such file; it must be a .parquet, .csv or .csv.gz file or a glob, relative to the project.") -%}
    {%- endif -%}
    {%- set empty = run_query('select count(*) from read_blob(' ~ quoted ~ ') where size = 0').rows[0][0] -%}
    {%- if empty > 0 -%}
      {%- do kindred.stop("the input '" ~ input_name ~ "' is '" ~ var(input_name, path) ~ "', a file of zero bytes; it must have at least a header.") -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
