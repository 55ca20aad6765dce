/* grain: one row per feature of the matrix */
select
    feature,
    transform,
    fill_value,
    center,
    scale,
    null_share,
    has_indicator,
    coalesce(is_used, false) as is_used,
    note
from {{ ref('kindred', 'int_feature_scaling') }}
where cut = 'release'
