/* grain: one row per metric, method, slice and cut */
select
    metric,
    'kmeans' as method,
    'all' as slice,
    'release' as cut,
    value,
    users_count
from {{ ref('kindred', 'py_segment_evaluation') }}
union all
select
    'users_share' as metric,
    'kmeans' as method,
    segment_name as slice,
    'release' as cut,
    users_share as value,
    users_count
from {{ ref('kindred', 'segments') }}
union all
select
    'unassigned_share' as metric,
    'kmeans' as method,
    'all' as slice,
    'release' as cut,
    cast(count(*) filter (where segment_id = 0) as double) / nullif(count(*), 0) as value,
    count(*) as users_count
from {{ ref('kindred', 'user_segments') }}
{% if var('early_segments_enabled') %}
union all
select
    metric,
    model as method,
    'all' as slice,
    'release' as cut,
    value,
    users_count
from {{ ref('kindred', 'int_early_evaluation') }}
{% endif %}
