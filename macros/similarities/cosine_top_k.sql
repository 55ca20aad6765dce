{#- The SQL twin of neighbours() of kindred.recommenders.ItemCosine and UserCosine, weighted as kindred.recommenders.weighting
    does: for each source the nearest, ties to the smaller index. strengths: a relation with cut, `side`_idx, `over`_idx,
    strength; sources: a relation with cut and `side`_idx, or none for all. -#}
{% macro cosine_top_k(strengths, side, over, sources=none) -%}
{%- set damping = 'activity_exponent' if side == 'item' else 'popularity_exponent' -%}
{%- set source_exponent = 'settings.target_exponent' if side == 'item' else '0.5' -%}
{%- set neighbor_exponent = 'settings.history_exponent' if side == 'item' else 'settings.neighbour_exponent' -%}
with settings as (
    select * from {{ ref('kindred', 'int_recommender_settings') }}
    where recommender = '{{ side }}_cosine'
),

counted as (
    select *, cast(count(*) over (partition by cut, {{ over }}_idx) as double) as touches
    from {{ strengths }}
),

rows_strengths as (
    select cut, {{ side }}_idx, {{ kindred.exact_sum('strength') }} as strength
    from {{ strengths }}
    group by cut, {{ side }}_idx
),

sizes as (
    select cut, count(*) as rows_count, {{ kindred.exact_sum('strength') }} as strength
    from rows_strengths
    group by cut
),

damped as (
    select
        counted.cut,
        counted.{{ side }}_idx,
        counted.{{ over }}_idx,
        case settings.weighting
            when 'binary' then 1.0
            when 'strength' then counted.strength
            when 'tfidf' then counted.strength * ln(sizes.rows_count / counted.touches)
            else
                counted.strength * ln(1 + (sizes.rows_count - counted.touches + 0.5) / (counted.touches + 0.5)) * 2.2
                / (counted.strength + 1.2 * (0.25 + 0.75 * rows_strengths.strength * sizes.rows_count / sizes.strength))
        end * pow(counted.touches, -settings.{{ damping }}) as value
    from counted
    cross join settings
    inner join rows_strengths on counted.cut = rows_strengths.cut and counted.{{ side }}_idx = rows_strengths.{{ side }}_idx
    inner join sizes on counted.cut = sizes.cut
),

lengths as (
    select cut, {{ side }}_idx, {{ kindred.exact_sum('value * value', decimals=18) }} as length
    from damped
    group by cut, {{ side }}_idx
),

products as (
    select
        source.cut,
        source.{{ side }}_idx as {{ side }}_idx,
        neighbor.{{ side }}_idx as neighbor_idx,
        {{ kindred.exact_sum('source.value * neighbor.value', decimals=18) }} as product
    from damped as source
    {% if sources is not none %}
    inner join {{ sources }} as targets on source.cut = targets.cut and source.{{ side }}_idx = targets.{{ side }}_idx
    {% endif %}
    inner join damped as neighbor
        on
            source.cut = neighbor.cut
            and source.{{ over }}_idx = neighbor.{{ over }}_idx
            and source.{{ side }}_idx != neighbor.{{ side }}_idx
    group by source.cut, source.{{ side }}_idx, neighbor.{{ side }}_idx
    having product > 0
),

cosines as (
    select
        products.cut,
        products.{{ side }}_idx,
        products.neighbor_idx,
        -- what is ranked and what min_similarity is about; the power comes after
        round(
            products.product / (
                pow(source_lengths.length, {{ source_exponent }}) * pow(neighbor_lengths.length, {{ neighbor_exponent }})
                + settings.shrinkage
            ), 9
        ) as cosine
    from products
    cross join settings
    inner join lengths as source_lengths
        on products.cut = source_lengths.cut and products.{{ side }}_idx = source_lengths.{{ side }}_idx
    inner join lengths as neighbor_lengths
        on products.cut = neighbor_lengths.cut and products.neighbor_idx = neighbor_lengths.{{ side }}_idx
)

select
    cut,
    {{ side }}_idx,
    neighbor_idx,
    round(pow(cosine, settings.power), 9) as similarity,
    cast(row_number() over (partition by cut, {{ side }}_idx order by cosine desc, neighbor_idx asc) as integer) as rank
from cosines
cross join settings
where cosine > 0 and cosine >= settings.min_similarity
qualify rank <= settings.neighbours_count
{%- endmacro %}
