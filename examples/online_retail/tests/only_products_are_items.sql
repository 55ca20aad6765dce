/* Postage, fees, discounts, vouchers and tests are money and no items */
select
    item_id
from {{ ref('shop_events') }}
where not regexp_matches(item_id, '^[0-9]{5}[A-Z]*$')
union all
select
    lines.stock_code
from {{ ref('stg_invoice_lines') }} as lines
inner join {{ ref('shop_events') }} as events
    on events.event_id = lines.invoice_id || '/' || lines.line_number
where (lines.stock_code similar to '[0-9]{5}.*') != (events.item_id is not null)
