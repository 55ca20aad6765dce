/* grain: one row per rejected event row, with its one reason */
select row_id, reason from {{ ref('kindred', 'int_event_faults') }}
union all
select row_id, 'bot' as reason from {{ ref('kindred', 'int_bot_events') }}
