/* grain: one row per segment and feature of its profile that the seed persona_phrases has words for: what is said of it,
   with its figures. A phrase stands only where what is typical lies on the side of the population's that it says */
select
    profiles.segment_id,
    profiles.feature,
    profiles.rank,
    replace(
        replace(
            replace(phrases.says, '{typical}', {{ kindred.figure_text('profiles.feature', 'profiles.typical_value') }}),
            '{everyone}', {{ kindred.figure_text('profiles.feature', 'profiles.population_value') }}
        ),
        '{category}', replace(profiles.feature, 'category_share:', '')
    ) as said,
    replace(phrases.offer, '{category}', replace(profiles.feature, 'category_share:', '')) as offer,
    phrases.tone
from {{ ref('kindred', 'segment_profiles') }} as profiles
inner join {{ ref('persona_phrases') }} as phrases
    on
        (profiles.feature = phrases.feature or (phrases.feature = 'category_share:' and profiles.feature like 'category_share:%'))
        and (profiles.standardised_difference > 0) = phrases.is_high
where
    abs(profiles.standardised_difference) >= 0.1
    and case when phrases.is_high then profiles.typical_value > profiles.population_value else profiles.typical_value < profiles.population_value end
