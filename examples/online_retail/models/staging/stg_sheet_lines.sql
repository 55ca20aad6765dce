/* grain: one row per line of the publisher's two sheets, by our names and types */
with source as (
    select * from {{ source('publisher', 'online_retail_ii') }}
),

renamed as (
    select
        sheet,
        cast(Invoice as varchar) as invoice_id,
        cast(StockCode as varchar) as stock_code,
        -- remarks and titles alike, without the blanks that the tills left around and inside them
        nullif(regexp_replace(trim(cast(Description as varchar)), '\s+', ' ', 'g'), '') as description,
        cast(Quantity as integer) as quantity,
        cast(InvoiceDate as timestamp) as invoiced_at_in_london,
        cast(Price as decimal(18, 4)) as unit_price,
        -- 13085, also where a reader made it 13085.0
        cast(cast(cast(CustomerID as double) as integer) as varchar) as customer_id,
        nullif(trim(cast(Country as varchar)), 'Unspecified') as country
    from source
)

select * from renamed
