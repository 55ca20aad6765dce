{#- A key under `vars: kindred:` that Kindred does not know is a typing error, not a wish to be ignored. -#}
{% macro check_variable_names() -%}
  {%- set known = kindred.variable_rules().keys() | list -%}
  {%- for project in var.packages_for_node() -%}
    {%- set scoped = project.vars.to_dict().get('kindred') -%}
    {%- for name in (scoped.keys() if scoped is mapping else []) -%}
      {%- if name not in known -%}
        {%- do kindred.stop("'" ~ name ~ "' stands under `vars: kindred:` but is no variable of Kindred's; allowed are " ~ known | sort | join(', ') ~ '.') -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {#- On the command line dbt looks for a var's own name only; a shop may have vars of its own there. -#}
  {%- for name in invocation_args_dict.get('vars') or {} -%}
    {%- if name == 'kindred' -%}
      {%- do kindred.stop("--vars has a key 'kindred', which dbt does not read there; write the variables themselves, such as --vars '{segments_count: 6}'.") -%}
    {%- elif project_name == 'kindred' and name not in known -%}
      {%- do kindred.stop("'" ~ name ~ "' stands behind --vars but is no variable of Kindred's; allowed are " ~ known | sort | join(', ') ~ '.') -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
