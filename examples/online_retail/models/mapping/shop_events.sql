/* grain: one row per invoice line, as an event of Kindred's contract. Every line is passed on: Kindred rejects those
   without a customer and counts them */
with invoice_lines as (
    select * from {{ ref('stg_invoice_lines') }}
),

events as (
    select
        invoice_id || '/' || line_number as event_id,
        customer_id as user_id,
        invoiced_at as event_at,
        -- the sign of the quantity says which way goods and money went; on one cancellation of all it is positive
        case when quantity < 0 then 'refund' else 'purchase' end as event_type,
        product_id as item_id,
        -- a cancellation does not name the invoice that it cancels
        case when quantity >= 0 then invoice_id end as order_id,
        quantity,
        unit_price
    from invoice_lines
)

select * from events
