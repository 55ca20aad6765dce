/* shares lie between 0 and 1, the four times of day make the whole day, and nothing that is counted is negative */
select user_id
from {{ ref('kindred', 'user_features') }}
where
    not (
        least(
            {% for share in [
                'night_share', 'morning_share', 'afternoon_share', 'evening_share', 'weekend_share',
                'buying_sessions_share', 'view_to_cart_share', 'cart_to_purchase_share', 'category_concentration',
                'brand_concentration', 'rebought_items_share', 'price_level', 'discount_share', 'alive_probability'
            ] %}
            coalesce({{ share }}, 0), coalesce(1 - {{ share }}, 0),
            {% endfor %}
            recency_days, last_seen_days, tenure_days, orders_count, days_between_orders, days_between_orders_variation,
            session_minutes, abandoned_items_count, refund_share, expected_orders_count, expected_net_amount
        ) >= -0.000000001
    )
    or abs(night_share + morning_share + afternoon_share + evening_share - 1) > 0.000000001
