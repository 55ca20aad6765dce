{#- The features that describe a user in the matrix, and how each is brought to scale: `log1p` where a few users have
    very much (counts, days, money; the sign is kept), `identity` for shares and levels. -#}
{% macro all_segment_features() -%}
  {{ return({
    'recency_days': 'log1p', 'last_seen_days': 'log1p', 'tenure_days': 'log1p',
    'orders_count': 'log1p', 'net_amount': 'log1p', 'average_order_amount': 'log1p',
    'days_between_orders': 'log1p',
    'night_share': 'identity', 'morning_share': 'identity', 'afternoon_share': 'identity',
    'evening_share': 'identity', 'weekend_share': 'identity',
    'sessions_count': 'log1p', 'session_minutes': 'log1p',
    'view_to_cart_share': 'identity', 'cart_to_purchase_share': 'identity', 'abandoned_items_count': 'log1p',
    'searches_per_session': 'log1p',
    'category_concentration': 'identity', 'brand_concentration': 'identity',
    'items_count': 'log1p', 'rebought_items_share': 'identity',
    'price_level': 'identity', 'discount_share': 'identity', 'refund_share': 'log1p', 'average_rating': 'identity'
  }) }}
{%- endmacro %}

{#- Those of them that the shop has not excluded. -#}
{% macro segment_features() -%}
  {%- set kept = {} -%}
  {%- for feature, transform in kindred.all_segment_features().items() if feature not in var('segment_excluded_features') -%}
    {%- do kept.update({feature: transform}) -%}
  {%- endfor -%}
  {{ return(kept) }}
{%- endmacro %}
