{{ config(enabled=var('segments_enabled') and var('refit_segments')) }}

/* No name contradicts the profile: every feature of its archetype, or of "High …" and "Low …", points the way the name
   says, and what is typical of the segment lies within the archetype's bounds. A number at the end does not change what a name means; names of the shop's own choosing are free, and names that
   are reused with an old fit are what they were */
with meanings as (
    select segment_name as name, feature, weight, typical_at_least, typical_at_most from {{ ref('segment_archetypes') }}
    union all
    select {{ kindred.feature_words('feature', 'true') }} as name, feature, 1 as weight, null as typical_at_least, null as typical_at_most
    from {{ ref('kindred', 'feature_scaling') }}
    union all
    select {{ kindred.feature_words('feature', 'false') }} as name, feature, -1 as weight, null as typical_at_least, null as typical_at_most
    from {{ ref('kindred', 'feature_scaling') }}
)

select
    profiles.segment_name,
    profiles.feature,
    profiles.standardised_difference,
    profiles.typical_value,
    meanings.weight
from {{ ref('kindred', 'segment_profiles') }} as profiles
left join {{ ref('segment_names') }} as own_names on profiles.segment_id = own_names.segment_id
inner join meanings
    on
        profiles.feature = meanings.feature
        and (lower(profiles.segment_name) = lower(meanings.name) or lower(regexp_replace(profiles.segment_name, ' \d+$', '')) = lower(meanings.name))
where
    own_names.segment_id is null
    and (
        profiles.standardised_difference * meanings.weight < 0
        or not coalesce(profiles.typical_value >= meanings.typical_at_least, meanings.typical_at_least is null)
        or not coalesce(profiles.typical_value <= meanings.typical_at_most, meanings.typical_at_most is null)
    )
