{#- A file or glob as a relation. CSV is read as text, so an id 00123 stays so; values are cast one by one later. A line with too many
    or too few fields is set aside, for malformed_lines to count. -#}
{% macro read_file(path) -%}
  {{ return(adapter.dispatch('read_file', 'kindred')(path)) }}
{%- endmacro %}

{% macro default__read_file(path) -%}
  {%- if not kindred.is_csv(path) -%}
    {{ return("read_parquet(" ~ kindred.literal(path) ~ ", union_by_name = true)") }}
  {%- endif -%}
  {#- Nothing is left to a guess: the engine's own looks at a sample, and prints its lines where it fails. -#}
  {%- set readings = [] -%}
  {%- for file in kindred.files_of(path) or [path] -%}
    {%- set names = [] -%}
    {%- for name in kindred.csv_header(file) -%}
      {%- do names.append(name ~ '_' ~ loop.index if name | lower in names | map('lower') else name) -%}
    {%- endfor -%}
    {%- set columns = [] -%}
    {%- for name in names -%}
      {%- do columns.append(kindred.literal(name) ~ ": 'varchar'") -%}
    {%- endfor -%}
    {%- do readings.append("select * from read_csv(" ~ kindred.literal(file) ~ ", auto_detect = false, columns = {" ~ columns | join(', ')
        ~ "}, header = true, skip = 0, comment = '', delim = ',', quote = '\"', escape = '\"', strict_mode = true, null_padding = false, store_rejects = true, compression = '"
        ~ ('gzip' if (file | lower).endswith('.gz') else 'none') ~ "')") -%}
  {%- endfor -%}
  {{ return('(' ~ readings | join(' union all by name ') ~ ')') }}
{%- endmacro %}
