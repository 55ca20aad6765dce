{#- The contract of the inputs: every column, in order, with the type it is cast to
    and whether an input must have it (`one_of` names a set of which one must be there). -#}
{% macro input_columns(input_name) -%}
  {%- set contract = {
    'events': {
      'user_id': 'text', 'visitor_id': 'text', 'event_at': 'timestamp', 'event_type': 'text',
      'item_id': 'text', 'event_id': 'text', 'order_id': 'text', 'session_id': 'text',
      'quantity': 'decimal', 'unit_price': 'decimal', 'search_query': 'text',
      'user_agent': 'text', 'rating': 'double', 'attributes': 'json'
    },
    'items': {
      'item_id': 'text', 'title': 'text', 'description': 'text', 'category': 'text',
      'brand': 'text', 'price': 'decimal', 'available': 'boolean', 'attributes': 'json'
    },
    'users': {
      'user_id': 'text', 'signed_up_at': 'timestamp', 'country': 'text', 'email': 'text',
      'consents': 'json', 'attributes': 'json'
    },
    'reviews': {
      'review_id': 'text', 'user_id': 'text', 'item_id': 'text', 'reviewed_at': 'timestamp',
      'rating': 'double', 'title': 'text', 'body': 'text'
    },
    'texts': {
      'text_id': 'text', 'user_id': 'text', 'item_id': 'text', 'occurred_at': 'timestamp',
      'language': 'text', 'text': 'text'
    },
    'item_vectors_input': {'item_id': 'text', 'vector': 'numbers', 'encoder': 'text'}
  } -%}
  {{ return(contract[input_name]) }}
{%- endmacro %}
