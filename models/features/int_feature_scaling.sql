/* grain: one row per cut and feature: what was fitted, and whether the feature can tell users apart */
with fills as (
    select
        cut,
        feature,
        max(transform) as transform,
        count(*) as users_count,
        count(value) as known_count,
        median(value) as fill_value
    from {{ ref('kindred', 'int_feature_values') }}
    group by cut, feature
),

filled as (
    select
        feature_values.cut,
        feature_values.feature,
        coalesce(feature_values.value, fills.fill_value) as value
    from {{ ref('kindred', 'int_feature_values') }} as feature_values
    inner join fills on feature_values.cut = fills.cut and feature_values.feature = fills.feature
),

centers as (
    select cut, feature, {{ kindred.exact_sum('value') }} / count(*) as center
    from filled
    group by cut, feature
),

-- from the differences, not from the mean of squares: that leaves a constant feature a little more than nothing
deviations as (
    select
        filled.cut,
        filled.feature,
        sqrt({{ kindred.exact_sum('pow(filled.value - centers.center, 2)') }} / count(*)) as deviation
    from filled
    inner join centers on filled.cut = centers.cut and filled.feature = centers.feature
    group by filled.cut, filled.feature
),

fitted as (
    select
        fills.cut,
        fills.feature,
        fills.transform,
        fills.fill_value,
        round(centers.center, 9) as center,
        round(deviations.deviation, 9) as deviation,
        1.0 - cast(fills.known_count as double) / fills.users_count as null_share
    from fills
    inner join centers on fills.cut = centers.cut and fills.feature = centers.feature
    inner join deviations on fills.cut = deviations.cut and fills.feature = deviations.feature
)

select
    cut,
    feature,
    transform,
    fill_value,
    center,
    case when deviation > 0.000001 then deviation else 1.0 end as scale,
    null_share,
    null_share > {{ var('indicator_min_null_share') }} and null_share < 1.0 as has_indicator,
    -- where nothing tells users apart, what is known of them still puts them into one group
    deviation > 0.000001 or (null_share < 1.0 and max(deviation) over (partition by cut) <= 0.000001) as is_used,
    case
        when null_share = 1.0 then 'left out: unknown for every user'
        when deviation is null or deviation <= 0.000001 then 'left out: the same for every user'
    end as note
from fitted
{% if not var('refit_segments') %}
where cut != 'release'
union all
select
    'release' as cut,
    feature,
    transform,
    fill_value,
    center,
    scale,
    null_share,
    has_indicator,
    is_used,
    note
from {{ ref('kindred', 'py_reused_scaling') }}
{% endif %}
