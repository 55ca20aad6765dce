/* every row of any input is either accepted or in rejected_rows; malformed lines, which nobody can read again, are counted apart */
with counts as (
    select
        'events' as input,
        {{ kindred.input_count('events') }} as input_count,
        (select count(*) from {{ ref('kindred', 'int_events_parsed') }}) as read_count,
        (select count(*) from {{ ref('kindred', 'stg_events') }}) as accepted_count
    union all
    select
        'items' as input,
        {{ kindred.input_count('items') }} as input_count,
        (select count(*) from {{ ref('kindred', 'int_items_parsed') }}) as read_count,
        (select count(*) from {{ ref('kindred', 'stg_items') }}) as accepted_count
    union all
    select
        'users' as input,
        {{ kindred.input_count('users') }} as input_count,
        (select count(*) from {{ ref('kindred', 'int_users_parsed') }}) as read_count,
        (select count(*) from {{ ref('kindred', 'stg_users') }}) as accepted_count
    union all
    select
        'reviews' as input,
        {{ kindred.input_count('reviews') }} as input_count,
        (select count(*) from {{ ref('kindred', 'int_reviews_parsed') }}) as read_count,
        (select count(*) from {{ ref('kindred', 'stg_reviews') }}) as accepted_count
    {% if 'texts' in kindred.input_names() %}
    union all
    select
        'texts' as input,
        {{ kindred.input_count('texts') }} as input_count,
        (select count(*) from {{ ref('kindred', 'int_texts_parsed') }}) as read_count,
        (select count(*) from {{ ref('kindred', 'stg_texts') }}) as accepted_count
    {% endif %}
),

rejected as (
    select
        input,
        count(*) as rejected_count,
        count(*) filter (where reason = 'malformed_line') as malformed_count
    from {{ ref('kindred', 'rejected_rows') }}
    group by input
)

select
    counts.input,
    counts.input_count,
    counts.read_count,
    counts.accepted_count,
    rejected.rejected_count,
    rejected.malformed_count
from counts
left join rejected on counts.input = rejected.input
where
    counts.read_count != counts.accepted_count + coalesce(rejected.rejected_count, 0)
    or counts.input_count != counts.read_count - coalesce(rejected.malformed_count, 0)
