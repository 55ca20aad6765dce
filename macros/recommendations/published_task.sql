{#- What the published list is for: items new to the user, or all items. -#}
{% macro published_task() -%}
  {{ return('new_items' if var('exclude_owned_items') else 'all_items') }}
{%- endmacro %}
