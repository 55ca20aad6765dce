/* grain: one row per segment with a profile: its persona by the phrases of the seed persona_phrases. A phrase is said
   only where what is typical lies on the side of the population's that it says */
with marks as (
    select
        profiles.segment_id,
        profiles.rank,
        phrases.offer,
        phrases.tone,
        replace(
            replace(
                replace(phrases.says, '{typical}', {{ kindred.figure_text('profiles.feature', 'profiles.typical_value') }}),
                '{everyone}', {{ kindred.figure_text('profiles.feature', 'profiles.population_value') }}
            ),
            '{category}', replace(profiles.feature, 'category_share:', '')
        ) as said,
        replace(phrases.offer, '{category}', replace(profiles.feature, 'category_share:', '')) as offered
    from {{ ref('kindred', 'segment_profiles') }} as profiles
    inner join {{ ref('persona_phrases') }} as phrases
        on
            (profiles.feature = phrases.feature or (phrases.feature = 'category_share:' and profiles.feature like 'category_share:%'))
            and (profiles.standardised_difference > 0) = phrases.is_high
    where
        abs(profiles.standardised_difference) >= 0.1
        and case when phrases.is_high then profiles.typical_value > profiles.population_value else profiles.typical_value < profiles.population_value end
),

ordered as (
    select
        *,
        row_number() over (partition by segment_id order by rank) as said_rank,
        row_number() over (partition by segment_id, offer is not null order by rank) as offer_rank
    from marks
),

written as (
    select
        segment_id,
        max(case when said_rank = 1 then said end)
        || coalesce('; they ' || max(case when said_rank = 2 then said end), '')
        || coalesce('; they ' || max(case when said_rank = 3 then said end), '') as said,
        max(case when offer is not null and offer_rank = 1 then offered end) as offer,
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
