/* grain: one row per user seen in the events */
{% set is_early = var('early_segments_enabled') %}
with pulls as (
    -- what a feature adds to the score of the user's own cluster over that of a cluster of average users
    select
        placements.user_idx,
        {{ kindred.feature_words('centroids.feature', 'centroids.value > 0') }}
        || ' (' || regexp_replace(cast(round(feature_values.raw_value, 2) as varchar), '\.0$', '') || ')' as words,
        row_number() over (
            partition by placements.user_idx
            order by
                round(centroids.precision * centroids.value * ({{ kindred.scaled('feature_values.value', 'scaling') }} - 0.5 * centroids.value), 9) desc,
                centroids.feature asc
        ) as place
    from {{ ref('kindred', 'int_user_placements') }} as placements
    inner join {{ ref('kindred', 'int_feature_values') }} as feature_values
        on placements.user_idx = feature_values.user_idx and feature_values.cut = 'release'
    inner join {{ ref('kindred', 'int_feature_scaling') }} as scaling
        on feature_values.cut = scaling.cut and feature_values.feature = scaling.feature
    inner join {{ ref('kindred', 'int_segment_centroids') }} as centroids
        on placements.cluster = centroids.cluster and feature_values.feature = centroids.feature and centroids.cut = 'release'
    where
        feature_values.raw_value is not null
        and centroids.value * ({{ kindred.scaled('feature_values.value', 'scaling') }} - 0.5 * centroids.value) > 0
),

reasons as (
    select
        user_idx,
        max(case when place = 1 then words end)
        || coalesce(', ' || max(case when place = 2 then words end), '')
        || coalesce(', ' || max(case when place = 3 then words end), '') as because
    from pulls
    where place <= 3
    group by user_idx
)

select
    user_index.user_id,
    case when placements.is_assigned then identities.segment_id else 0 end as segment_id,
    case when placements.is_assigned then identities.segment_name else 'Unassigned' end as segment_name,
    placements.distance,
    placements.confidence,
    seconds.segment_id as second_segment_id,
    seconds.segment_name as second_segment_name,
    placements.second_distance,
    {% if is_early %}
    case when placements.method = 'early' then early.because else reasons.because end as because,
    {% else %}
    reasons.because,
    {% endif %}
    placements.method,
    {{ 'foretold.segment_id' if is_early else 'cast(null as integer)' }} as early_segment_id,
    {{ 'foretold.segment_name' if is_early else 'cast(null as varchar)' }} as early_segment_name,
    {{ 'early.confidence' if is_early else 'cast(null as double)' }} as early_probability
from {{ ref('kindred', 'int_user_placements') }} as placements
inner join {{ ref('kindred', 'int_user_index') }} as user_index on placements.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on placements.cluster = identities.cluster
left join {{ ref('kindred', 'py_segment_identity') }} as seconds on placements.second_cluster = seconds.cluster
left join reasons on placements.user_idx = reasons.user_idx
{% if is_early %}
left join {{ ref('kindred', 'int_early_placements') }} as early on placements.user_idx = early.user_idx
left join {{ ref('kindred', 'py_segment_identity') }} as foretold on early.cluster = foretold.cluster
{% endif %}
