/* grain: one row per metric, method, number of segments, slice and cut. The rows of the validation cut chose, and those
   of the test cut judge what was chosen. A method that is `segments` is the chosen one */
with found as (
    select metric, method, segments_count, 'all' as slice, 'validation' as cut, value, low, high, users_count
    from {{ ref('kindred', 'int_segment_scores') }}
    union all
    select
        metric,
        method,
        segments_count,
        'all' as slice,
        cut,
        value,
        low,
        high,
        users_count
    from {{ ref('kindred', 'py_segment_evaluation') }}
    union all
    select
        'users_share' as metric,
        'segments' as method,
        cast(count(*) over () as integer) as segments_count,
        segment_name as slice,
        'release' as cut,
        users_share as value,
        null as low,
        null as high,
        users_count
    from {{ ref('kindred', 'segments') }}
    union all
    select
        'unassigned_share' as metric,
        'segments' as method,
        cast(count(distinct segment_id) filter (where segment_id > 0) as integer) as segments_count,
        'all' as slice,
        'release' as cut,
        cast(count(*) filter (where segment_id = 0) as double) / nullif(count(*), 0) as value,
        null as low,
        null as high,
        count(*) as users_count
    from {{ ref('kindred', 'user_segments') }}
    {% if var('early_segments_enabled') %}
    union all
    select
        metric,
        model as method,
        null as segments_count,
        'all' as slice,
        'release' as cut,
        value,
        null as low,
        null as high,
        users_count
    from {{ ref('kindred', 'int_early_evaluation') }}
    {% endif %}
)

select
    found.metric,
    case when found.method = 'segments' then choice.method else found.method end as method,
    found.segments_count,
    found.slice,
    found.cut,
    found.value,
    found.low,
    found.high,
    found.users_count,
    found.method = 'segments'
    or (found.method = choice.method and found.cut = 'validation' and found.segments_count = choice.segments_count) as is_chosen
from found
cross join {{ ref('kindred', 'int_segment_choice') }} as choice
