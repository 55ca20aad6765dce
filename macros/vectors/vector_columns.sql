{#- The leading numbers of users' vectors as columns of the matrix, beside the features: brought to half a standard
    deviation, so that sixteen of them weigh like four features, and held at three deviations of their own. A user
    without a vector stands at zero before that. -#}
{% macro vector_columns(users, encoder) -%}
with placed as (
    select
        users.cut,
        users.user_idx,
        places.place,
        coalesce(cast(vectors.vector[places.place] as double), 0.0) as value
    from (select distinct cut, user_idx from {{ users }}) as users
    cross join {{ kindred.whole_numbers(1, [16, var('vector_dimension')] | min) }} as places (place)
    left join (
        select cut, idx, vector
        from {{ ref('kindred', 'int_vectors') }}
        where kind = 'user' and encoder = '{{ encoder }}'
    ) as vectors on users.cut = vectors.cut and users.user_idx = vectors.idx
),

centers as (
    select cut, place, {{ kindred.exact_sum('value') }} / count(*) as center
    from placed
    group by cut, place
),

deviations as (
    select placed.cut, placed.place, max(centers.center) as center,
        sqrt({{ kindred.exact_sum('pow(placed.value - centers.center, 2)') }} / count(*)) as deviation
    from placed
    inner join centers on placed.cut = centers.cut and placed.place = centers.place
    group by placed.cut, placed.place
)

select
    placed.cut,
    placed.user_idx,
    'vector:' || lpad(cast(placed.place as varchar), 2, '0') as feature,
    round(greatest(-1.5, least(1.5, 0.5 * (placed.value - deviations.center) / deviations.deviation)), 9) as value
from placed
inner join deviations on placed.cut = deviations.cut and placed.place = deviations.place
where deviations.deviation > 0.000001
{%- endmacro %}
