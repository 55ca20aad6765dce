{#- An aggregate: the pairs of name and number of a group as one JSON object, in order of the names. -#}
{% macro json_object_agg(name, number) -%}
  {{ return(adapter.dispatch('json_object_agg', 'kindred')(name, number)) }}
{%- endmacro %}

{% macro default__json_object_agg(name, number) -%}
  cast('{' || string_agg(to_json({{ name }}) || ':' || to_json({{ number }}), ',' order by {{ name }}) || '}' as json)
{%- endmacro %}
