{#- The SQL twin of kindred.vectors.nearest_vectors, exact: every row of `vectors` (encoder, idx, vector) that meets the
    condition against every other of its encoder. -#}
{% macro vector_top_k(vectors, condition, k) -%}
with chosen as (
    select encoder, idx, vector
    from {{ vectors }}
    where {{ condition }}
),

cosines as (
    select
        source.encoder,
        source.idx,
        neighbor.idx as neighbor_idx,
        round({{ kindred.vector_cosine('source.vector', 'neighbor.vector') }}, 9) as similarity
    from chosen as source
    inner join chosen as neighbor on source.encoder = neighbor.encoder and source.idx != neighbor.idx
)

select
    encoder,
    idx as item_idx,
    neighbor_idx,
    similarity,
    cast(row_number() over (partition by encoder, idx order by similarity desc, neighbor_idx asc) as integer) as rank
from cosines
where similarity > 0 and similarity >= {{ var('min_similarity') }}
qualify rank <= {{ k }}
{%- endmacro %}
