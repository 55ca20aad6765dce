/* What both sheets say counts once, and two equal lines on one invoice stay two. Counted without dates: a line that
   stands n times in one sheet and m times in the other was written max(n, m) times. */
with contents as (
    select
        invoice_id,
        stock_code,
        quantity,
        unit_price,
        count(*) filter (where sheet = '2009-2010') as first_sheet_count,
        count(*) filter (where sheet = '2010-2011') as second_sheet_count
    from {{ ref('stg_sheet_lines') }}
    group by all
),

expected as (
    select
        invoice_id,
        sum(greatest(first_sheet_count, second_sheet_count)) as lines_count,
        sum(greatest(first_sheet_count, second_sheet_count) * quantity * unit_price) as amount
    from contents
    group by invoice_id
),

found as (
    select
        split_part(event_id, '/', 1) as invoice_id,
        count(*) as lines_count,
        sum(quantity * unit_price) as amount
    from {{ ref('shop_events') }}
    group by split_part(event_id, '/', 1)
)

select *
from expected
full join found on expected.invoice_id = found.invoice_id
where
    expected.lines_count is distinct from found.lines_count
    or expected.amount is distinct from found.amount
