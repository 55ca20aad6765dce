/* grain: one row per newcomer of whom something is foretold: the segment that the first session points to, and whether the
   user is placed there now. That takes a network that is ahead of the majority beyond chance, a probability of at least
   `early_min_probability`, and a segment that a newcomer can be in today: the one nearest by, or one whose members were
   typically seen within `early_max_tenure_days`. With the fit of the last release, whom that release knew keeps what
   it said, until there is more to go by than a first session */
{% set is_reused = not var('refit_segments') %}
with compared as (
    select
        networks.user_idx,
        cast(networks.is_hit as integer) - cast(majorities.is_hit as integer) as difference
    from {{ ref('kindred', 'int_early_segments') }} as networks
    inner join {{ ref('kindred', 'int_early_segments') }} as majorities on networks.user_idx = majorities.user_idx
    where networks.model = 'neural_network' and majorities.model = 'majority' and networks.split = 'validation'
),

judged as (
    select avg(difference) > 1.96 * sqrt(greatest(avg(difference * difference) - pow(avg(difference), 2), 0) / count(*)) as is_ahead
    from compared
),

quiet as (
    select clusters.cluster, median(features.last_seen_days) > {{ var('early_max_tenure_days') }} as is_quiet
    from {{ ref('kindred', 'int_user_clusters') }} as clusters
    inner join {{ ref('kindred', 'int_user_features') }} as features
        on clusters.cut = features.cut and clusters.user_idx = features.user_idx
    where clusters.cut = 'release'
    group by clusters.cluster
),

{% if is_reused %}
released as (
    select user_index.user_idx, places.*
    from {{ ref('kindred', 'py_early_fit') }} as places
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on places.user_id = user_index.user_id
),

fitted as (
    select distinct cluster, segment_id from {{ ref('kindred', 'py_segment_fit') }}
),

newcomers as (
    select distinct user_idx from {{ ref('kindred', 'int_first_sessions') }}
    where split = 'early'
),

{% endif %}
foretold as (
    select
        early.user_idx,
        early.cluster,
        early.confidence,
        early.second_cluster,
        early.because,
        coalesce(judged.is_ahead, false)
        and early.confidence >= {{ var('early_min_probability') }}
        and (early.cluster = clusters.cluster or not coalesce(quiet.is_quiet, true)) as is_placed
    from {{ ref('kindred', 'int_early_segments') }} as early
    cross join judged
    inner join {{ ref('kindred', 'int_user_clusters') }} as clusters on early.user_idx = clusters.user_idx and clusters.cut = 'release'
    left join quiet on early.cluster = quiet.cluster
    where early.split = 'early' and early.model = 'neural_network'
)

select foretold.*
from foretold
{% if is_reused %}
left join released on foretold.user_idx = released.user_idx
where released.user_idx is null
union all
select
    released.user_idx,
    fitted.cluster,
    released.early_probability as confidence,
    seconds.cluster as second_cluster,
    released.because,
    released.method = 'early' as is_placed
from released
inner join newcomers on released.user_idx = newcomers.user_idx
inner join fitted on released.early_segment_id = fitted.segment_id
left join fitted as seconds on released.second_segment_id = seconds.segment_id
{% endif %}
