/* grain: one row per customer, with the country of the latest invoice that names one */
with customer_lines as (
    select
        customer_id,
        country,
        invoiced_at,
        invoice_id
    from {{ ref('stg_invoice_lines') }}
    where customer_id is not null
),

customers as (
    select distinct customer_id from customer_lines
),

latest_countries as (
    select
        customer_id,
        country
    from customer_lines
    where country is not null
    qualify row_number() over (partition by customer_id order by invoiced_at desc, invoice_id desc) = 1
),

users as (
    select
        customers.customer_id as user_id,
        latest_countries.country
    from customers
    left join latest_countries on customers.customer_id = latest_countries.customer_id
)

select * from users
