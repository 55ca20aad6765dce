{#- All prefixes of a path with / between its levels: a/b/c gives a, a/b and a/b/c. -#}
{% macro path_prefixes(path) -%}
  {{ return(adapter.dispatch('path_prefixes', 'kindred')(path)) }}
{%- endmacro %}

{% macro default__path_prefixes(path) -%}
  list_transform(
      range(1, len(string_split({{ path }}, '/')) + 1),
      lambda depth: array_to_string(string_split({{ path }}, '/')[1:depth], '/')
  )
{%- endmacro %}
