/* grain: one row per cut, user and matrix column: features to scale, and 0/1 columns that say a feature is known */
select
    feature_values.cut,
    feature_values.user_idx,
    feature_values.feature,
    round({{ kindred.scaled('feature_values.value', 'scaling') }}, 9) as value
from {{ ref('kindred', 'int_feature_values') }} as feature_values
inner join {{ ref('kindred', 'int_feature_scaling') }} as scaling
    on feature_values.cut = scaling.cut and feature_values.feature = scaling.feature
where scaling.is_used
union all
select
    feature_values.cut,
    feature_values.user_idx,
    feature_values.feature || ':known' as feature,
    case when feature_values.raw_value is null then 0.0 else 1.0 end as value
from {{ ref('kindred', 'int_feature_values') }} as feature_values
inner join {{ ref('kindred', 'int_feature_scaling') }} as scaling
    on feature_values.cut = scaling.cut and feature_values.feature = scaling.feature
where scaling.has_indicator
