{#- The SQL twin of kindred.similarities.cosine_top_k: for each source its neighbors_count nearest by cosine, ties to
    the smaller index. strengths: a relation with cut, `side`_idx, `over`_idx, strength; sources: a relation with
    cut and `side`_idx, or none for all. -#}
{% macro cosine_top_k(strengths, side, over, sources=none) -%}
with norms as (
    select cut, {{ side }}_idx, sqrt({{ kindred.exact_sum('strength * strength') }}) as norm
    from {{ strengths }}
    group by cut, {{ side }}_idx
),

products as (
    select
        source.cut,
        source.{{ side }}_idx as {{ side }}_idx,
        neighbor.{{ side }}_idx as neighbor_idx,
        {{ kindred.exact_sum('source.strength * neighbor.strength') }} as product
    from {{ strengths }} as source
    {% if sources is not none %}
    inner join {{ sources }} as targets on source.cut = targets.cut and source.{{ side }}_idx = targets.{{ side }}_idx
    {% endif %}
    inner join {{ strengths }} as neighbor
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
        round(products.product / (source_norms.norm * neighbor_norms.norm), 9) as similarity
    from products
    inner join norms as source_norms
        on products.cut = source_norms.cut and products.{{ side }}_idx = source_norms.{{ side }}_idx
    inner join norms as neighbor_norms
        on products.cut = neighbor_norms.cut and products.neighbor_idx = neighbor_norms.{{ side }}_idx
)

select
    cut,
    {{ side }}_idx,
    neighbor_idx,
    similarity,
    cast(row_number() over (partition by cut, {{ side }}_idx order by similarity desc, neighbor_idx asc) as integer) as rank
from similarities
where similarity > 0 and similarity >= {{ var('min_similarity') }}
qualify rank <= {{ var('neighbors_count') }}
{%- endmacro %}
