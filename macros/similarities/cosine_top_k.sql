{#- The SQL twin of neighbours() of kindred.recommenders.ItemCosine and UserCosine, with binary or strength weighting:
    for each source the nearest, ties to the smaller index. strengths: a relation with cut, `side`_idx, `over`_idx,
    strength; sources: a relation with cut and `side`_idx, or none for all. -#}
{% macro cosine_top_k(strengths, side, over, sources=none) -%}
{%- set is_item = side == 'item' -%}
{%- set knob = 'item_cosine_' if is_item else 'user_cosine_' -%}
{%- set damping = var('item_cosine_activity_exponent') if is_item else var('user_cosine_popularity_exponent') -%}
{%- set source_exponent = var('item_cosine_target_exponent') if is_item else 0.5 -%}
{%- set neighbor_exponent = var('item_cosine_history_exponent') if is_item else var('user_cosine_neighbor_exponent') -%}
{%- set value = '1.0' if var(knob ~ 'weighting') == 'binary' else 'strength' -%}
with damped as (
    select
        cut,
        {{ side }}_idx,
        {{ over }}_idx,
        {{ value }} * pow(count(*) over (partition by cut, {{ over }}_idx), -{{ damping }}) as value
    from {{ strengths }}
),

lengths as (
    select cut, {{ side }}_idx, {{ kindred.exact_sum('value * value') }} as length
    from damped
    group by cut, {{ side }}_idx
),

products as (
    select
        source.cut,
        source.{{ side }}_idx as {{ side }}_idx,
        neighbor.{{ side }}_idx as neighbor_idx,
        {{ kindred.exact_sum('source.value * neighbor.value') }} as product
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
),

similarities as (
    select
        products.cut,
        products.{{ side }}_idx,
        products.neighbor_idx,
        round(pow(
            products.product / (
                pow(source_lengths.length, {{ source_exponent }}) * pow(neighbor_lengths.length, {{ neighbor_exponent }})
                + {{ var(knob ~ 'shrinkage') }}
            ), {{ var(knob ~ 'power') }}
        ), 9) as similarity
    from products
    inner join lengths as source_lengths
        on products.cut = source_lengths.cut and products.{{ side }}_idx = source_lengths.{{ side }}_idx
    inner join lengths as neighbor_lengths
        on products.cut = neighbor_lengths.cut and products.neighbor_idx = neighbor_lengths.{{ side }}_idx
)

select
    cut,
    {{ side }}_idx,
    neighbor_idx,
    similarity,
    cast(row_number() over (partition by cut, {{ side }}_idx order by similarity desc, neighbor_idx asc) as integer) as rank
from similarities
where similarity > 0 and similarity >= {{ var('min_similarity') }}
qualify rank <= {{ var(side ~ '_neighbors_count') }}
{%- endmacro %}
