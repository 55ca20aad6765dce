{#- The encoders whose cosines the re-ranker knows: those with vectors at every cut, which networks do not train for. -#}
{% macro reranker_encoders() -%}
  {%- set models = kindred.vector_models() if var('vectors_enabled') else [] -%}
  {{ return(['spectral', 'text', 'llm', 'mapped'] | select('in', models | map('replace', 'py_', '') | map('replace', '_vectors', '') | list) | list) }}
{%- endmacro %}
