{#- The text that stands behind FROM for an input, or none where the input is not given. -#}
{% macro input_from(input_name) -%}
  {%- set location = kindred.input_location(input_name) -%}
  {%- if location.kind in ['none', 'wrong'] -%}
    {{ return(none) }}
  {%- elif location.kind == 'file' -%}
    {{ return(kindred.read_file(location.path)) }}
  {%- elif location.kind == 'source' -%}
    {{ return(source(location.source, location.table)) }}
  {%- elif location.kind == 'table' -%}
    {{ return(api.Relation.create(database=location.database, schema=location.schema, identifier=location.identifier)) }}
  {%- elif '.' in location.name -%}
    {{ return(ref(location.name.split('.')[0], location.name.split('.')[1])) }}
  {%- else -%}
    {#- Named with its project: the shop may well own a model called like one of ours. -#}
    {{ return(ref(project_name, location.name)) }}
  {%- endif -%}
{%- endmacro %}
