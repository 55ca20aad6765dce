{#- A file or glob as a relation. CSV is read as text, so an id 00123 stays so; values are cast one by one later. -#}
{% macro read_file(path) -%}
  {{ return(adapter.dispatch('read_file', 'kindred')(path)) }}
{%- endmacro %}

{% macro default__read_file(path) -%}
  {%- set quoted = "'" ~ path | replace("'", "''") ~ "'" -%}
  {%- if path.endswith('.csv') or path.endswith('.csv.gz') -%}
    {{ return("read_csv(" ~ quoted ~ ", all_varchar = true, header = true, skip = 0, comment = '', union_by_name = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true, null_padding = false)") }}
  {%- else -%}
    {{ return("read_parquet(" ~ quoted ~ ", union_by_name = true)") }}
  {%- endif -%}
{%- endmacro %}
