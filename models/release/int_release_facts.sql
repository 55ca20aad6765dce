/* grain: one row: what the release stands on */
select
    (select as_of from {{ ref('int_as_of') }}) as as_of,
    (select count(*) from {{ ref('int_events_parsed') }}) as events_read_count,
    (select count(*) from {{ ref('stg_events') }}) as events_accepted_count,
    (select count(*) from {{ ref('rejected_rows') }}) as rows_rejected_count,
    (select count(*) from {{ ref('users') }}) as users_count,
    (select count(*) from {{ ref('items') }}) as items_count,
    (select count(*) from {{ ref('int_publication') }}) as tables_count
