{#- Runs before anything else: a wrong configuration ends the run in one sentence that names what was found and what is
    allowed. Inputs that are models or seeds are looked at by int_input_checks, once they are built. -#}
{% macro check_configuration() -%}
  {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'test', 'retry', 'snapshot'] -%}
    {%- do kindred.check_variable_names() -%}
    {%- for name, rule in kindred.variable_rules().items() -%}
      {%- do kindred.check_variable(name, rule) -%}
    {%- endfor -%}
    {%- do kindred.check_variables_together() -%}
    {%- do kindred.check_published_file() -%}
    {%- do kindred.check_event_types() -%}
    {%- do kindred.check_overridden_seeds() -%}
    {%- for input_name in kindred.input_names() -%}
      {%- if kindred.input_location(input_name).kind in ['file', 'source', 'table'] -%}
        {%- do kindred.check_input(input_name) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do kindred.check_network_memory() -%}
    {%- do kindred.check_ratings() -%}
  {%- endif -%}
{%- endmacro %}
