{#- Where an input comes from: a dictionary with `kind` (none, file, source, table, node) and what that kind needs.
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
  {%- if '/' in value or value.endswith('.parquet') or value.endswith('.csv') or value.endswith('.csv.gz') -%}
    {%- set path = value if value.startswith('/') or '://' in value else kindred.project_root() ~ '/' ~ value -%}
    {{ return({'kind': 'file', 'path': path}) }}
  {%- elif value.startswith('source:') -%}
    {%- set parts = value[7:].split('.') -%}
    {{ return({'kind': 'source', 'source': parts[0], 'table': parts[1] if parts | length > 1 else none}) }}
  {%- elif value.split('.') | length == 3 -%}
    {%- set parts = value.split('.') -%}
    {{ return({'kind': 'table', 'database': parts[0], 'schema': parts[1], 'identifier': parts[2]}) }}
  {%- else -%}
    {{ return({'kind': 'node', 'name': value}) }}
  {%- endif -%}
{%- endmacro %}
