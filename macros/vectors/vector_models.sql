{#- The models that vectors come from, one for each encoder that this build runs and one for all sequence networks. -#}
{% macro vector_models() -%}
  {%- set names = [] -%}
  {%- for encoder in ['spectral', 'text', 'llm'] if encoder in var('vector_encoders') -%}
    {%- do names.append('py_' ~ encoder ~ '_vectors') -%}
  {%- endfor -%}
  {%- if var('item_vectors_input') is not none -%}
    {%- do names.append('py_mapped_vectors') -%}
  {%- endif -%}
  {%- if kindred.sequence_encoders() -%}
    {%- do names.append('py_sequence_vectors') -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}

{#- Whether this build has vectors of an encoder. -#}
{% macro has_vectors(encoder) -%}
  {%- set there = encoder in var('vector_encoders') if encoder not in kindred.own_encoders() else var('item_vectors_input') is not none -%}
  {{ return(var('vectors_enabled') and there) }}
{%- endmacro %}

{#- The sequence networks among the encoders. -#}
{% macro sequence_encoders() -%}
  {{ return(var('vector_encoders') | select('in', ['gru', 'cnn', 'self_attention']) | list) }}
{%- endmacro %}
