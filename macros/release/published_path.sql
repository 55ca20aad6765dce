{#- Where the published file is, wherever the command was typed: KINDRED_PUBLISHED, relative to the project. -#}
{% macro published_path() -%}
  {%- set path = env_var('KINDRED_PUBLISHED', 'warehouse/published.duckdb') -%}
  {{ return(path if path.startswith('/') else kindred.project_root() ~ '/' ~ path) }}
{%- endmacro %}
