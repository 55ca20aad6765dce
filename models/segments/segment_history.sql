/* grain: one row per release and user. A release of the same moment takes the place of the one before it */
select
    history.as_of,
    history.user_id,
    history.segment_id,
    history.segment_name
from {{ ref('kindred', 'py_segment_history') }} as history
cross join {{ ref('kindred', 'int_as_of') }} as now_is
where history.as_of is distinct from now_is.as_of
union all
select
    now_is.as_of,
    members.user_id,
    members.segment_id,
    members.segment_name
from {{ ref('kindred', 'user_segments') }} as members
cross join {{ ref('kindred', 'int_as_of') }} as now_is
