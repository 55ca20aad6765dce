/* grain: one row: what the release stands on, and last the descriptions of the table releases, which Python writes */
select
    (select as_of from {{ ref('kindred', 'int_as_of') }}) as as_of,
    (select count(*) from {{ ref('kindred', 'int_events_parsed') }}) as events_read_count,
    (select count(*) from {{ ref('kindred', 'stg_events') }}) as events_accepted_count,
    (select count(*) from {{ ref('kindred', 'rejected_rows') }}) as rows_rejected_count,
    (select count(*) from {{ ref('kindred', 'users') }}) as users_count,
    (select count(*) from {{ ref('kindred', 'items') }}) as items_count,
    (select count(*) from {{ ref('kindred', 'int_publication') }}) as tables_count,
    {{ "(select max(segment_id) from " ~ ref('kindred', 'segments') ~ ")" if var('segments_enabled') else 'cast(null as integer)' }} as last_segment_id,
    {{ kindred.descriptions('releases') }} as releases_comments
