/* grain: one row per release, kind, segment before and segment now. The kinds stay, move, arrive and leave hold every
   user of both releases once; birth, split, death and merge tell what became of whole segments */
with moments as (
    select as_of, lag(as_of) over (order by as_of) as previous_as_of
    from (select distinct as_of from {{ ref('kindred', 'segment_history') }}) as distinct_moments
),

before as (
    select moments.as_of, history.user_id, history.segment_id, history.segment_name
    from {{ ref('kindred', 'segment_history') }} as history
    inner join moments on history.as_of = moments.previous_as_of
),

flows as (
    select
        coalesce(history.as_of, before.as_of) as as_of,
        before.segment_id as from_segment_id,
        history.segment_id as to_segment_id,
        count(*) as users_count
    from {{ ref('kindred', 'segment_history') }} as history
    full outer join before on history.as_of = before.as_of and history.user_id = before.user_id
    group by coalesce(history.as_of, before.as_of), before.segment_id, history.segment_id
),

segments_now as (
    select as_of, segment_id, max(segment_name) as segment_name, count(*) as users_count
    from {{ ref('kindred', 'segment_history') }}
    group by as_of, segment_id
),

segments_before as (
    select as_of, segment_id, max(segment_name) as segment_name, count(*) as users_count
    from before
    group by as_of, segment_id
),

-- where most of a segment's members came from, or went to, among the users of both releases
sources as (
    select
        *,
        users_count >= 0.5 * sum(users_count) over (partition by as_of, to_segment_id) as is_most
    from flows
    where from_segment_id > 0 and to_segment_id > 0
    qualify row_number() over (partition by as_of, to_segment_id order by users_count desc, from_segment_id asc) = 1
),

targets as (
    select
        *,
        users_count >= 0.5 * sum(users_count) over (partition by as_of, from_segment_id) as is_most
    from flows
    where from_segment_id > 0 and to_segment_id > 0
    qualify row_number() over (partition by as_of, from_segment_id order by users_count desc, to_segment_id asc) = 1
),

found as (
    select
        as_of,
        case
            when from_segment_id is null then 'arrive'
            when to_segment_id is null then 'leave'
            when from_segment_id = to_segment_id then 'stay'
            else 'move'
        end as kind,
        from_segment_id,
        to_segment_id,
        users_count
    from flows
    union all
    select
        born.as_of,
        case when sources.is_most then 'split' else 'birth' end as kind,
        case when sources.is_most then sources.from_segment_id end as from_segment_id,
        born.segment_id as to_segment_id,
        case when sources.is_most then sources.users_count else born.users_count end as users_count
    from segments_now as born
    left join segments_before as older on born.as_of = older.as_of and born.segment_id = older.segment_id
    left join sources on born.as_of = sources.as_of and born.segment_id = sources.to_segment_id
    where born.segment_id > 0 and older.segment_id is null
    union all
    select
        dead.as_of,
        case when targets.is_most then 'merge' else 'death' end as kind,
        dead.segment_id as from_segment_id,
        case when targets.is_most then targets.to_segment_id end as to_segment_id,
        case when targets.is_most then targets.users_count else dead.users_count end as users_count
    from segments_before as dead
    left join segments_now as newer on dead.as_of = newer.as_of and dead.segment_id = newer.segment_id
    left join targets on dead.as_of = targets.as_of and dead.segment_id = targets.from_segment_id
    where dead.segment_id > 0 and newer.segment_id is null
)

select
    found.as_of,
    moments.previous_as_of,
    found.kind,
    found.from_segment_id,
    segments_before.segment_name as from_segment_name,
    found.to_segment_id,
    segments_now.segment_name as to_segment_name,
    found.users_count,
    cast(found.users_count as double) / segments_before.users_count as from_share,
    cast(found.users_count as double) / segments_now.users_count as to_share
from found
inner join moments on found.as_of = moments.as_of
left join segments_before on found.as_of = segments_before.as_of and found.from_segment_id = segments_before.segment_id
left join segments_now on found.as_of = segments_now.as_of and found.to_segment_id = segments_now.segment_id
