/* grain: one row per document of the shop: sale, cancellation, bad-debt adjustment or stock note.
   The shop's own table; Kindred's `orders` stands in its own schema */
with invoice_lines as (
    select * from {{ ref('stg_invoice_lines') }}
),

orders as (
    select
        invoice_id,
        case
            when invoice_id like 'C%' then 'cancellation'
            when invoice_id like 'A%' then 'bad debt'
            when bool_and(is_stock_note) then 'stock note'
            else 'sale'
        end as document,
        min(customer_id) as customer_id,
        min(country) as country,
        min(invoiced_at) as invoiced_at,
        count(*) as lines_count,
        count(distinct product_id) as products_count,
        coalesce(sum(quantity) filter (where product_id is not null), 0) as units_count,
        coalesce(sum(amount) filter (where product_id is not null), 0) as goods_amount,
        coalesce(sum(amount) filter (where product_id is null), 0) as other_amount,
        sum(amount) as total_amount
    from invoice_lines
    group by invoice_id
)

select * from orders
