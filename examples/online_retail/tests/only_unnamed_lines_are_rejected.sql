/* Kindred rejects the lines without a customer, all of them and no other row: nobody is a bot */
with expected as (
    select count(*) as rows_count
    from {{ ref('shop_events') }}
    where user_id is null
),

rejected as (
    select
        count(*) as rows_count,
        count(*) filter (where input != 'events' or reason != 'missing_user') as other_count
    from {{ ref('kindred', 'rejected_rows') }}
)

select *
from expected
cross join rejected
where expected.rows_count != rejected.rows_count or rejected.other_count > 0
