{#- Kindred's own schemas stand bare when it is the root project and behind the target's schema when
    it is installed as a package, so that nothing of the shop's is ever overwritten. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%}
    {{ target.schema }}
  {%- elif project_name == 'kindred' -%}
    {{ custom_schema_name | trim }}
  {%- else -%}
    {{ target.schema }}_{{ custom_schema_name | trim }}
  {%- endif -%}
{%- endmacro %}
