/* grain: one row per cut, user and feature of the matrix, nulls included; `value` is transformed, not yet scaled */
with top_categories as (
    {% if var('refit_segments') %}
    select cut, value
    from {{ ref('kindred', 'int_user_tastes') }}
    group by cut, value
    qualify row_number() over (partition by cut order by count(*) desc, value asc) <= {{ var('taste_categories_count') }}
    {% else %}
    select cuts.cut, substr(scaling.feature, length('category_share:') + 1) as value
    from {{ ref('kindred', 'py_reused_scaling') }} as scaling
    cross join {{ ref('kindred', 'int_cuts') }} as cuts
    where scaling.feature like 'category_share:%'
    {% endif %}
),

raw_values as (
    {% for feature, transform in kindred.segment_features().items() %}
    select cut, user_idx, '{{ feature }}' as feature, '{{ transform }}' as transform, cast({{ feature }} as double) as raw_value
    from {{ ref('kindred', 'int_user_features') }}
    union all
    {% endfor %}
    select
        features.cut,
        features.user_idx,
        'category_share:' || top_categories.value as feature,
        'identity' as transform,
        case when features.top_category is not null then coalesce(tastes.share, 0.0) end as raw_value
    from {{ ref('kindred', 'int_user_features') }} as features
    inner join top_categories on features.cut = top_categories.cut
    left join {{ ref('kindred', 'int_user_tastes') }} as tastes
        on
            features.cut = tastes.cut
            and features.user_idx = tastes.user_idx
            and top_categories.value = tastes.value
)

select
    cut,
    user_idx,
    feature,
    transform,
    raw_value,
    {{ kindred.transformed('transform', 'raw_value') }} as value
from raw_values
