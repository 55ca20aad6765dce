{{ config(severity='warn', fail_calc='coalesce(max(rejected_percent), 0)', warn_if='> 5') }}

/* warns when more than 5 % of the rows of an input were rejected */
with read_rows as (
    select 'events' as input, count(*) as rows_count from {{ ref('kindred', 'int_events_parsed') }}
    union all
    select 'items' as input, count(*) as rows_count from {{ ref('kindred', 'int_items_parsed') }}
    union all
    select 'users' as input, count(*) as rows_count from {{ ref('kindred', 'int_users_parsed') }}
    union all
    select 'reviews' as input, count(*) as rows_count from {{ ref('kindred', 'int_reviews_parsed') }}
    {% if 'texts' in kindred.input_names() %}
    union all
    select 'texts' as input, count(*) as rows_count from {{ ref('kindred', 'int_texts_parsed') }}
    {% endif %}
)

select
    read_rows.input,
    cast(ceil(100.0 * count(*) / max(read_rows.rows_count)) as integer) as rejected_percent
from {{ ref('kindred', 'rejected_rows') }} as rejected
inner join read_rows on rejected.input = read_rows.input
group by read_rows.input
