{#- A shop's seed in the place of one of Kindred's is made anew in every build, as Kindred's own is (`full_refresh`): dbt would
    put changed rows into columns of the type that the first rows had, and nothing at all reads as whole numbers. -#}
{% macro recreate_own_seeds() -%}
  {%- if execute and flags.WHICH in ['build', 'seed'] -%}
    {%- set seeds = graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed') | list -%}
    {%- set names = seeds | selectattr('package_name', 'equalto', 'kindred') | map(attribute='name') | list -%}
    {%- for seed in seeds if seed.package_name != 'kindred' and seed.name in names and seed.unique_id in selected_resources -%}
      {%- set relation = adapter.get_relation(seed.database, seed.schema, seed.alias) -%}
      {%- if relation is not none -%}
        {%- do adapter.drop_relation(relation) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
