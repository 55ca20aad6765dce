{#- The encoders whose cosines the re-ranker knows: those with vectors at every cut, which networks have where they recommend. -#}
{% macro reranker_encoders() -%}
  {%- set always = [] -%}
  {%- for encoder in ['spectral', 'text', 'llm'] + kindred.own_encoders() if kindred.has_vectors(encoder) -%}
    {%- do always.append(encoder) -%}
  {%- endfor -%}
  {{ return(always + kindred.recommending_encoders() | reject('in', always) | list) }}
{%- endmacro %}
