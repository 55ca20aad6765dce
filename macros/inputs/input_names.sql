{#- The inputs that this build reads. -#}
{% macro input_names() -%}
  {%- set names = ['events', 'items', 'users', 'reviews'] -%}
  {%- if var('reviews_enabled') and var('texts') is not none -%}
    {%- do names.append('texts') -%}
  {%- endif -%}
  {%- if var('vectors_enabled') and var('item_vectors_input') is not none -%}
    {%- do names.append('item_vectors_input') -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}
