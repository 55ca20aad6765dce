{#- A model's relation where ref() cannot be used: a hook's refs would have to be known while the project is parsed. -#}
{% macro built(name) -%}
  {%- set node = graph.nodes['model.kindred.' ~ name] -%}
  {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}
