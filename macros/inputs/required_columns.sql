{#- Columns that an input must have; a list inside the list means: at least one of these. -#}
{% macro required_columns(input_name) -%}
  {{ return({
    'events': [['user_id', 'visitor_id'], 'event_at', 'event_type'],
    'items': ['item_id'],
    'users': ['user_id'],
    'reviews': ['review_id', 'user_id', 'reviewed_at'],
    'texts': ['text_id', 'text'],
    'item_vectors_input': ['item_id', 'vector']
  }[input_name]) }}
{%- endmacro %}
