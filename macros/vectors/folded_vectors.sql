{#- The SQL twin of kindred.vectors.fold_in: everybody in `strengths` (cut, user_idx, item_idx, strength) by the fitted
    items in `vectors` (rows of int_vectors): the sum of strength * weight * vector, over its length. -#}
{% macro folded_vectors(strengths, vectors) -%}
with sums as (
    select
        strengths.cut,
        items.encoder,
        max(items.version) as version,
        max(items.dimension) as dimension,
        strengths.user_idx,
        places.place,
        {{ kindred.exact_sum('strengths.strength * items.weight * items.vector[places.place]') }} as total
    from {{ strengths }} as strengths
    inner join {{ vectors }} as items on strengths.cut = items.cut and strengths.item_idx = items.idx
    cross join {{ kindred.whole_numbers(1, var('vector_dimension')) }} as places (place)
    where items.kind = 'item' and strengths.strength > 0
    group by strengths.cut, items.encoder, strengths.user_idx, places.place
),

lengths as (
    select
        *,
        sqrt(sum(total * total) over (partition by cut, encoder, user_idx)) as length
    from sums
)

select
    cut,
    encoder,
    max(version) as version,
    max(dimension) as dimension,
    'user' as kind,
    user_idx as idx,
    cast(null as double) as weight,
    {{ kindred.as_vector('total / length', 'place', var('vector_dimension')) }} as vector
from lengths
where length > 1e-12
group by cut, encoder, user_idx
{%- endmacro %}
