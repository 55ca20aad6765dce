{#- The descriptions of a model's columns as a JSON text, the model's own under the empty name. -#}
{% macro descriptions(name) -%}
  {%- set found = {} -%}
  {%- if execute -%}
    {%- set node = graph.nodes['model.kindred.' ~ name] -%}
    {%- do found.update({'': node.description}) -%}
    {%- for column in node.columns.values() -%}
      {%- do found.update({column.name: column.description}) -%}
    {%- endfor -%}
  {%- endif -%}
  '{{ found | tojson | replace("'", "''") }}'
{%- endmacro %}
