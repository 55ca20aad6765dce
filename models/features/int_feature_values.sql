/* grain: one row per cut, user and feature of the matrix, nulls included; `value` is transformed, not yet scaled */
with top_categories as (
    -- the shop's largest categories, as of the release: the matrix has the same columns at every cut
    {% if var('refit_segments') %}
    select value
    from {{ ref('kindred', 'int_user_tastes') }}
    where cut = 'release' and kind = 'category'
    group by value
    qualify row_number() over (order by count(*) desc, value asc) <= {{ var('taste_categories_count') }}
    {% else %}
    select substr(feature, length('category_share:') + 1) as value
    from {{ ref('kindred', 'py_reused_scaling') }}
    where feature like 'category_share:%'
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
    cross join top_categories
    left join {{ ref('kindred', 'int_user_tastes') }} as tastes
        on
            features.cut = tastes.cut
            and features.user_idx = tastes.user_idx
            and top_categories.value = tastes.value
            and tastes.kind = 'category'
)

select
    cut,
    user_idx,
    feature,
    transform,
    raw_value,
    {{ kindred.transformed('transform', 'raw_value') }} as value
from raw_values
