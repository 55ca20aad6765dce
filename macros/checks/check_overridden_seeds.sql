{#- A shop may bring a seed of Kindred's itself, by its name. dbt's partial parsing does not see that one that is new is meant by models it
    has parsed before; it would end in "unable to infer all dependencies", in this run and in every later one. -#}
{% macro check_overridden_seeds() -%}
  {%- for node in graph.nodes.values() if project_name != 'kindred' and node.package_name == 'kindred' and node.resource_type == 'model' -%}
    {%- for parent in node.depends_on.nodes if parent.startswith('seed.kindred.') -%}
      {%- set name = parent.split('.')[-1] -%}
      {%- if 'seed.' ~ project_name ~ '.' ~ name in graph.nodes -%}
        {%- do kindred.stop("your seed '" ~ name ~ "' is new, and dbt remembers its models with Kindred's; run the command once with --no-partial-parse.") -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro %}
