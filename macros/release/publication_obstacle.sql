{#- Why this invocation may not publish, in one sentence, or none. That everything upstream succeeded needs no check:
    dbt does not start the release otherwise. What must be checked is that all of it ran in this very invocation. -#}
{% macro publication_obstacle() -%}
  {%- if not execute -%}
    {{ return(none) }}
  {%- endif -%}
  {%- if flags.EMPTY -%}
    {{ return('--empty builds tables without rows; run `dbt build` to publish') }}
  {%- endif -%}
  {%- set missing = [] -%}
  {%- for name in kindred.public_models() -%}
    {%- if 'model.kindred.' ~ name not in selected_resources -%}
      {%- do missing.append(name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if missing -%}
    {{ return('this run left out ' ~ missing | length ~ ' public table(s), the first of them ' ~ missing[0] ~ '; run `dbt build` to publish') }}
  {%- endif -%}
  {#- The tests of a switched-off room stay in the graph, without the model that they are attached to. -#}
  {%- for node in graph.nodes.values() -%}
    {%- if node.resource_type == 'test' and node.package_name == 'kindred' and node.config.severity | lower == 'error'
          and node.unique_id not in selected_resources
          and (not node.attached_node or node.attached_node in graph.nodes) -%}
      {%- do missing.append(node.name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if missing -%}
    {{ return('this run left out ' ~ missing | length ~ ' blocking test(s), the first of them ' ~ missing[0] ~ '; run `dbt build` to publish') }}
  {%- endif -%}
  {#- In a process that lives on, dbt still lists what the build before a retry had selected. The inputs are looked at by
      every whole build, and by no retry. -#}
  {%- if run_query('select invocation_id from ' ~ kindred.built('int_input_checks')).rows[0][0] != invocation_id -%}
    {{ return('a retry runs only what had failed; run `dbt build` to publish') }}
  {%- endif -%}
  {{ return(none) }}
{%- endmacro %}
