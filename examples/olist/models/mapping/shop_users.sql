/* grain: one row per person: customer_unique_id, since customer_id is one order's */
select distinct
    customer_unique_id as user_id,
    'BR' as country
from {{ source('publisher', 'customers') }}
