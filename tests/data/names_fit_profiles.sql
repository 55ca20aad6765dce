{{ config(enabled=var('segments_enabled') and var('refit_segments')) }}

/* No name contradicts the profile: every feature of its archetype, or of "High …" and "Low …", points the way the name
   says. A number at the end does not change what a name means; names of the shop's own choosing are free, and names that
   are reused with an old fit are what they were */
with meanings as (
    select segment_name as name, feature, weight from {{ ref('segment_archetypes') }}
    union all
    select 'High ' || replace(feature, '_', ' ') as name, feature, 1 as weight from {{ ref('kindred', 'feature_scaling') }}
    union all
    select 'Low ' || replace(feature, '_', ' ') as name, feature, -1 as weight from {{ ref('kindred', 'feature_scaling') }}
)

select
    profiles.segment_name,
    profiles.feature,
    profiles.standardised_difference,
    meanings.weight
from {{ ref('kindred', 'segment_profiles') }} as profiles
left join {{ ref('segment_names') }} as own_names on profiles.segment_id = own_names.segment_id
inner join meanings
    on
        profiles.feature = meanings.feature
        and (profiles.segment_name = meanings.name or regexp_replace(profiles.segment_name, ' \d+$', '') = meanings.name)
where own_names.segment_id is null and profiles.standardised_difference * meanings.weight < 0
