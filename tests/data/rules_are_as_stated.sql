{{ config(enabled=var('segments_enabled')) }}

/* The CASE expression that an analyst pastes gives the held-out users their segment exactly as often as is stated, and
   every user one; a rule's own numbers are those of its condition. Of fewer than 100 users nobody is held out */
-- depends_on: {{ ref('kindred', 'segment_rules') }}
with given as (
    select
        members.segment_id,
        {{ kindred.segment_case(ref('kindred', 'segment_rules')) }} as given_segment_id,
        -- the same three in ten as in kindred_warehouse/rules.py
        substr(md5(features.user_id), 1, 2) < '4d' and count(*) over () >= 100 as is_held_out
    from {{ ref('kindred', 'user_features') }} as features
    inner join {{ ref('kindred', 'user_segments') }} as members on features.user_id = members.user_id
    where members.segment_id > 0
),

found as (
    select
        count(*) filter (where is_held_out) as held_out_users_count,
        count(*) filter (where given_segment_id is null) as users_without_rule_count,
        cast(count(*) filter (where is_held_out and given_segment_id = segment_id) as double) as hits_count
    from given
),

precisions as (
    select
        given_segment_id as segment_id,
        count(*) as users_count,
        count(*) filter (where given_segment_id = segment_id) as hits_count
    from given
    where is_held_out
    group by given_segment_id
),

stated as (
    select
        segment_id,
        max(fidelity) as fidelity,
        max(held_out_users_count) as held_out_users_count,
        sum(users_count) as users_count,
        sum(users_count * precision) as hits_count
    from {{ ref('kindred', 'segment_rules') }}
    group by segment_id
)

select stated.*, found.*, precisions.*
from stated
cross join found
left join precisions on stated.segment_id = precisions.segment_id
where
    found.users_without_rule_count > 0
    or stated.held_out_users_count != found.held_out_users_count
    or abs(stated.fidelity * found.held_out_users_count - found.hits_count) > 0.001
    or coalesce(precisions.users_count, 0) != stated.users_count
    or abs(coalesce(precisions.hits_count, 0) - coalesce(stated.hits_count, 0)) > 0.001
