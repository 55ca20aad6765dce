{#- The encoders of vectors among the recommenders: they propose what lies in the direction of the user's vector. -#}
{% macro recommending_encoders() -%}
  {{ return(var('recommenders') | select('in', kindred.variable_rules()['vector_encoders'].choices + kindred.own_encoders()) | list) }}
{%- endmacro %}
