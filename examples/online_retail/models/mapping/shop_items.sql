/* grain: one row per product that was sold, or that a customer's line names */
with product_lines as (
    -- what the stock keepers wrote ("damaged", "?", "thrown away") is no title, and what they alone touched no product
    select
        product_id,
        description,
        quantity,
        unit_price
    from {{ ref('stg_invoice_lines') }}
    where product_id is not null and not is_stock_note
),

descriptions as (
    select
        product_id,
        description,
        row_number() over (partition by product_id order by count(*) desc, description asc) as place
    from product_lines
    where description is not null
    group by product_id, description
),

prices as (
    select
        product_id,
        cast(median(unit_price) filter (where quantity > 0 and unit_price > 0) as decimal(18, 4)) as price
    from product_lines
    group by product_id
),

items as (
    select
        prices.product_id as item_id,
        descriptions.description as title,
        prices.price
    from prices
    left join descriptions
        on prices.product_id = descriptions.product_id and descriptions.place = 1
)

select * from items
