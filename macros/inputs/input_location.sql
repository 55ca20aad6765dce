{#- Where an input comes from: a dictionary with `kind` (none, wrong, file, source, table, node) and what that kind needs.
    The demo shop stands in only when Kindred is the root project and no input at all is set. -#}
{% macro input_location(input_name) -%}
  {%- set value = var(input_name, none) -%}
  {%- if not value -%}
    {%- set any_input = var('events', none) or var('items', none) or var('users', none) or var('reviews', none) -%}
    {%- if project_name == 'kindred' and not any_input -%}
      {{ return({'kind': 'file', 'path': kindred.project_root(package=true) ~ '/seeds/demo_shop/' ~ input_name ~ '.parquet'}) }}
    {%- endif -%}
    {{ return({'kind': 'none'}) }}
  {%- endif -%}
  {%- set value = value | string -%}
  {#- what is surely a file, if of a kind that is not read, is one: check_file says so -#}
  {%- set file_kinds = ['parquet', 'csv', 'gz', 'json', 'jsonl', 'ndjson', 'tsv', 'txt', 'xlsx', 'zip', 'zst'] -%}
  {%- if '/' in value or (value.split('.')[-1] | lower in file_kinds and '.' in value and not value.startswith('source:')) -%}
    {%- set path = value if value.startswith('/') or '://' in value else kindred.project_root() ~ '/' ~ value -%}
    {{ return({'kind': 'file', 'path': path}) }}
  {%- elif value.startswith('source:') -%}
    {%- set parts = value[7:].split('.') -%}
    {{ return({'kind': 'source', 'source': parts[0], 'table': parts[1]} if parts | length == 2 else {'kind': 'wrong'}) }}
  {%- elif value.split('.') | length == 3 -%}
    {%- set parts = value.split('.') -%}
    {{ return({'kind': 'table', 'database': parts[0], 'schema': parts[1], 'identifier': parts[2]}) }}
  {%- elif value.split('.') | length > 3 -%}
    {{ return({'kind': 'wrong'}) }}
  {%- else -%}
    {{ return({'kind': 'node', 'name': value}) }}
  {%- endif -%}
{%- endmacro %}
