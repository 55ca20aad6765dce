/* Lines equal in every column, on one invoice of one sheet, are as many events */
with equal_lines as (
    select
        invoice_id,
        stock_code,
        quantity,
        unit_price,
        customer_id,
        count(*) as lines_count
    from {{ ref('stg_sheet_lines') }}
    where sheet = '2009-2010'
    group by all
    having count(*) > 1
),

events as (
    select
        split_part(event_id, '/', 1) as invoice_id,
        item_id,
        quantity,
        unit_price,
        user_id,
        count(*) as events_count
    from {{ ref('shop_events') }}
    group by all
)

select equal_lines.*
from equal_lines
left join events
    on
        equal_lines.invoice_id = events.invoice_id
        and upper(trim(equal_lines.stock_code)) = events.item_id
        and equal_lines.quantity = events.quantity
        and equal_lines.unit_price = events.unit_price
        and equal_lines.customer_id is not distinct from events.user_id
where
    regexp_matches(equal_lines.stock_code, '^[0-9]{5}')
    and coalesce(events.events_count, 0) < equal_lines.lines_count
