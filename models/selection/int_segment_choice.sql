/* grain: one row: the method and the number of segments, and the rule that chose them */
{% set count, method = var('segments_count'), var('segment_method') %}
{% if not var('refit_segments') %}
select
    coalesce(max(method), 'kmeans') as method,
    cast(greatest(count(distinct segment_id), 1) as integer) as segments_count,
    'that of the last release: refit_segments is false' as rule
from {{ ref('kindred', 'py_segment_fit') }}
{% else %}
with ranked as (
    select
        method,
        segments_count,
        value,
        row_number() over (
            order by
                value desc, segments_count asc,
                case method when 'kmeans' then 1 when 'ward' then 2 else 3 end asc
        ) as place
    from {{ ref('kindred', 'int_segment_scores') }}
    where metric = 'choice_score' and value is not null
),

best as (
    select max(method) as method, max(segments_count) as segments_count
    from ranked
    where place = 1
)

select
    {% if method == 'auto' %}coalesce(method, 'kmeans'){% else %}'{{ method }}'{% endif %} as method,
    cast({% if count == 'auto' %}coalesce(segments_count, {{ [[5, var('segments_count_min')] | max, var('segments_count_max')] | min }}){% else %}{{ count }}{% endif %} as integer) as segments_count,
    {% if count != 'auto' and method != 'auto' %}
    'set by segments_count and segment_method' as rule
    {% else %}
    case
        when method is null then 'default: too few users at the validation cut'
        else 'highest choice_score at the validation cut: stability^2 * sqrt(silhouette) * ln(segments_count)'
    end as rule
    {% endif %}
from best
{% endif %}
