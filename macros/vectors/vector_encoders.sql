{#- The encoders that this build runs, in the order in which they are named. -#}
{% macro vector_encoders() -%}
  {{ return(var('vector_encoders') + (['mapped'] if var('item_vectors_input') is not none else [])) }}
{%- endmacro %}
