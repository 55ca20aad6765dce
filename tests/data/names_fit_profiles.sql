{{ config(enabled=var('segments_enabled'), severity='error' if var('refit_segments') else 'warn') }}

/* No name contradicts the profile: every feature of its archetype, or of "High …" and "Low …", points the way the name
   says, what is typical of the segment lies within the archetype's bounds, and what is essential to the archetype (bounds, or its
   largest weight) is recorded. A number at the end does not change what a name means; names of the shop's own choosing are
   free. Names of an old fit may go out of date, of which a warning is enough */
with archetypes as (
    select
        *,
        typical_at_least is not null or typical_at_most is not null
        or abs(weight) = max(abs(weight)) over (partition by segment_name) as is_essential
    from {{ ref('segment_archetypes') }}
),

meanings as (
    select segment_name as name, feature, weight, typical_at_least, typical_at_most, is_essential from archetypes
    union all
    select
        {{ kindred.feature_words('feature', 'true') }} as name,
        feature,
        1 as weight,
        null as typical_at_least,
        null as typical_at_most,
        false as is_essential
    from {{ ref('kindred', 'feature_scaling') }}
    union all
    select
        {{ kindred.feature_words('feature', 'false') }} as name,
        feature,
        -1 as weight,
        null as typical_at_least,
        null as typical_at_most,
        false as is_essential
    from {{ ref('kindred', 'feature_scaling') }}
)

select
    segments.segment_name,
    meanings.feature,
    profiles.standardised_difference,
    profiles.typical_value,
    meanings.weight
from {{ ref('kindred', 'segments') }} as segments
left join {{ ref('segment_names') }} as own_names on segments.segment_id = own_names.segment_id
inner join meanings
    on
        lower(segments.segment_name) = lower(meanings.name)
        or lower(regexp_replace(segments.segment_name, ' \d+$', '')) = lower(meanings.name)
left join {{ ref('kindred', 'segment_profiles') }} as profiles
    on segments.segment_id = profiles.segment_id and meanings.feature = profiles.feature
where
    own_names.segment_id is null
    and (
        profiles.standardised_difference * meanings.weight < 0
        or profiles.typical_value < meanings.typical_at_least
        or profiles.typical_value > meanings.typical_at_most
        or (meanings.is_essential and profiles.typical_value is null)
    )
