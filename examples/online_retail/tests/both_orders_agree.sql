/* The shop's `orders` and Kindred's are two tables, and they agree: every sale to a customer is an order there, with
   the same lines and the same money. A cancellation that charges something (there is one, without a customer) and a
   refund take no part: Kindred nets them off. */
with sales as (
    select
        invoice_id,
        customer_id,
        lines_count,
        total_amount
    from {{ ref('orders') }}
    where document = 'sale' and customer_id is not null
),

kindred_orders as (
    select
        order_id,
        user_id,
        lines_count,
        gross_amount
    from {{ ref('kindred', 'orders') }}
)

select *
from sales
full join kindred_orders on sales.invoice_id = kindred_orders.order_id
where
    sales.customer_id is distinct from kindred_orders.user_id
    or sales.lines_count is distinct from kindred_orders.lines_count
    or sales.total_amount is distinct from kindred_orders.gross_amount
