/* grain: one row per segment and feature of the matrix */
select
    identities.segment_id,
    identities.segment_name,
    profiles.feature,
    profiles.typical_value,
    profiles.population_value,
    profiles.standardised_difference,
    cast(row_number() over (
        partition by profiles.cluster order by abs(profiles.standardised_difference) desc, profiles.feature asc
    ) as integer) as rank
from {{ ref('kindred', 'int_cluster_profiles') }} as profiles
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on profiles.cluster = identities.cluster
