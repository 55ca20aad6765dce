{#- The folder of the project that dbt runs (`package=false`) or of Kindred itself (`package=true`).
    dbt offers no documented name for it; the projects whose vars a node sees know theirs. -#}
{% macro project_root(package=false) -%}
  {%- set roots = [] -%}
  {%- for project in var.packages_for_node() -%}
    {%- do roots.append(project.project_root) -%}
  {%- endfor -%}
  {{ return(roots[0] if package else roots[-1]) }}
{%- endmacro %}
