/* net is gross minus refunded, and nothing that is counted is negative */
select actor_id, order_id, gross_amount, refunded_amount, net_amount, net_quantity, quantity
from {{ ref('kindred', 'orders') }}
where
    coalesce(net_amount != gross_amount - refunded_amount, false)
    or (gross_amount is null) != (net_amount is null)
    or (gross_amount is null) != (refunded_amount is null)
    or gross_amount < 0
    or refunded_amount < 0
    or quantity <= 0
    or net_quantity > quantity
