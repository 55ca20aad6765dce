{#- The encoders of vectors among the recommenders: they propose what lies in the direction of the user's vector. -#}
{% macro recommending_encoders() -%}
  {{ return(var('recommenders') | select('in', ['spectral', 'text', 'llm', 'mapped', 'gru', 'cnn', 'self_attention']) | list) }}
{%- endmacro %}
