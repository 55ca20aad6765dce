{#- An aggregate: the pairs of name and number of a group as one JSON object, in order of the names; pairs
    without a name are left out. A list is sorted here: an aggregate with an order of its own costs half as much again. -#}
{% macro json_object_agg(name, number) -%}
  {{ return(adapter.dispatch('json_object_agg', 'kindred')(name, number)) }}
{%- endmacro %}

{% macro default__json_object_agg(name, number) -%}
  {%- set pairs = "list(row(" ~ name ~ ", to_json(" ~ name ~ ") || ':' || to_json(" ~ number ~ "))) filter (where (" ~ name ~ ") is not null)" -%}
  cast('{' || array_to_string(list_transform(list_sort({{ pairs }}), lambda pair: pair[2]), ',') || '}' as json)
{%- endmacro %}
