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
{%- endmacro %}
