/* grain: one row per cut and feature: what was fitted, and whether the feature can tell users apart */
with fills as (
    select
        cut,
        feature,
        max(transform) as transform,
        count(*) as users_count,
        count(value) as known_count,
        median(value) as fill_value
    from {{ ref('int_feature_values') }}
    group by cut, feature
),

moments as (
    select
        feature_values.cut,
        feature_values.feature,
        {{ kindred.exact_sum('coalesce(feature_values.value, fills.fill_value)') }} / count(*) as center,
        {{ kindred.exact_sum('pow(coalesce(feature_values.value, fills.fill_value), 2)') }} / count(*) as mean_square
    from {{ ref('int_feature_values') }} as feature_values
    inner join fills on feature_values.cut = fills.cut and feature_values.feature = fills.feature
    group by feature_values.cut, feature_values.feature
),

fitted as (
    select
        fills.cut,
        fills.feature,
        fills.transform,
        fills.fill_value,
        round(moments.center, 9) as center,
        round(sqrt(greatest(moments.mean_square - moments.center * moments.center, 0.0)), 9) as deviation,
        1.0 - cast(fills.known_count as double) / fills.users_count as null_share
    from fills
    inner join moments on fills.cut = moments.cut and fills.feature = moments.feature
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
    deviation > 0.000001 as is_used,
    case
        when null_share = 1.0 then 'left out: unknown for every user'
        when deviation is null or deviation <= 0.000001 then 'left out: the same for every user'
    end as note
from fitted
