{#- A file or glob: there must be one, of a kind that is read, and it must hold at least a header. -#}
{% macro check_file(input_name, path) -%}
  {%- set found = "the input '" ~ input_name ~ "' is '" ~ var(input_name, path) ~ "', " -%}
  {%- set allowed = '; it must be a .parquet, .csv or .csv.gz file or a glob, relative to the project.' -%}
  {%- set files = kindred.files_of(path) -%}
  {%- if not files -%}
    {%- do kindred.stop(found ~ 'but there is no such file' ~ allowed) -%}
  {%- endif -%}
  {%- for file in files -%}
    {%- if not (kindred.is_csv(file) if kindred.is_csv(path) else (file | lower).endswith('.parquet')) -%}
      {%- do kindred.stop(found ~ 'but ' ~ file.split('/')[-1] ~ ' is of another kind' ~ allowed) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if '://' not in path -%}
    {%- set empty = run_query('select count(*) from read_blob(' ~ kindred.literal(path) ~ ') where size = 0').rows[0][0] -%}
    {%- if empty > 0 -%}
      {%- do kindred.stop(found ~ 'a file of zero bytes; it must have at least a header.') -%}
    {%- endif -%}
  {%- endif -%}
  {%- for file in files if '://' not in path -%}
    {%- set header = kindred.csv_header(file) if kindred.is_csv(path) else [] -%}
    {%- for name in header if header | map('lower') | select('equalto', name | lower) | list | length > 1 -%}
      {%- do kindred.stop(found ~ "but its header has '" ~ name ~ "' twice; every name must be there once.") -%}
    {%- endfor -%}
    {%- if not kindred.is_csv(path) and not adapter.location_exists(file | replace("'", "''")) -%}
      {%- do kindred.stop(found ~ 'but ' ~ file.split('/')[-1] ~ ' is no whole Parquet file; it is cut off, or of another kind' ~ allowed) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
