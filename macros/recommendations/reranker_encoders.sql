{#- The encoders whose cosines the re-ranker knows: those with vectors at every cut, which networks have where they recommend. -#}
{% macro reranker_encoders() -%}
  {%- set models = kindred.vector_models() if var('vectors_enabled') else [] -%}
  {%- set always = ['spectral', 'text', 'llm'] | select('in', models | map('replace', 'py_', '') | map('replace', '_vectors', '') | list) | list -%}
  {%- if 'py_mapped_vectors' in models -%}
    {%- do always.extend(var('own_encoders')) -%}
  {%- endif -%}
  {{ return(always + kindred.recommending_encoders() | reject('in', always) | list) }}
{%- endmacro %}
