/* grain: one row per segment with a profile: its persona by the phrases of the seed persona_phrases */
with ordered as (
    select
        *,
        row_number() over (partition by segment_id order by rank) as said_rank,
        row_number() over (partition by segment_id, offer is not null order by rank) as offer_rank
    from {{ ref('kindred', 'int_segment_phrases') }}
),

written as (
    select
        segment_id,
        max(case when said_rank = 1 then said end)
        || coalesce('; they ' || max(case when said_rank = 2 then said end), '')
        || coalesce('; they ' || max(case when said_rank = 3 then said end), '') as said,
        max(case when offer is not null and offer_rank = 1 then offer end) as offer,
        max(case when offer is not null and offer_rank = 1 then tone end) as tone
    from ordered
    group by segment_id
),

segments as (
    select distinct segment_id, segment_name from {{ ref('kindred', 'segment_profiles') }}
)

select
    segments.segment_id,
    segments.segment_name,
    coalesce('They ' || written.said || '.', 'They are like the average customer in all that is known.') as summary,
    coalesce(written.offer, 'What most customers like') as offer,
    coalesce(written.tone, 'friendly') as tone
from segments
left join written on segments.segment_id = written.segment_id
