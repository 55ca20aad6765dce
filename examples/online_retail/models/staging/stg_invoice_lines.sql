/* grain: one row per invoice line. The second sheet begins before the first one ends and repeats what that has said;
   there the first sheet speaks. Two equal lines on one invoice are two lines. */
with sheet_lines as (
    select * from {{ ref('stg_sheet_lines') }}
),

first_sheet as (
    select max(invoiced_at_in_london) as ends_at
    from sheet_lines
    where sheet = '2009-2010'
),

said_once as (
    select sheet_lines.*
    from sheet_lines
    cross join first_sheet
    where
        sheet_lines.sheet = '2009-2010'
        or first_sheet.ends_at is null
        or sheet_lines.invoiced_at_in_london > first_sheet.ends_at
),

numbered as (
    select
        invoice_id,
        -- lines that tie here are equal in every column, so that the number depends on no order of the rows
        row_number() over (
            partition by invoice_id
            order by stock_code, quantity, unit_price, description, invoiced_at_in_london, customer_id, country
        ) as line_number,
        stock_code,
        description,
        quantity,
        unit_price,
        quantity * unit_price as amount,
        customer_id,
        country,
        invoiced_at_in_london,
        invoiced_at_in_london at time zone 'Europe/London' at time zone 'UTC' as invoiced_at
    from said_once
),

judged as (
    select
        *,
        -- a product is five digits and perhaps letters, in whichever case the till wrote them;
        -- the rest is postage, fees, discounts, vouchers, tests
        case when regexp_matches(stock_code, '^[0-9]{5}') then upper(trim(stock_code)) end as product_id,
        -- nobody bought and nothing was paid: the stock keepers counted, found or threw away
        customer_id is null and unit_price = 0 as is_stock_note
    from numbered
)

select * from judged
