/* grain: one row per segment and rule; exactly one rule holds for a user */
select
    rules.segment_id,
    segments.segment_name,
    rules.rule_number,
    rules.condition,
    rules.users_count,
    rules.coverage,
    rules.precision,
    rules.fidelity,
    rules.held_out_users_count
from {{ ref('kindred', 'py_segment_rules') }} as rules
inner join {{ ref('kindred', 'segments') }} as segments on rules.segment_id = segments.segment_id
