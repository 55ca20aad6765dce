/* grain: one row per release in the published file */
select
    release_id,
    published_at,
    as_of,
    events_read_count,
    events_accepted_count,
    rows_rejected_count,
    users_count,
    items_count,
    tables_count,
    last_segment_id,
    kindred_version,
    duckdb_version
from {{ ref('kindred', 'py_release') }}
