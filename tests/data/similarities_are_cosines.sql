{{ config(enabled=var('recommendations_enabled')) }}

{% set is_symmetric = var('user_cosine_neighbor_exponent') == 0.5 %}
/* similarities lie above 0 (weights of the linear recommender may lie below) and fall in size with the rank; nobody is
   their own neighbour, or anybody's twice; where the exponents make them plain cosines, they are at most 1 and the same
   from both sides. Looked at are up to 500 items and users of each kind, evenly over all. */
with steps as (
    select
        (select count(*) // 500 + 1 from {{ ref('kindred', 'int_item_traits') }}) as item_step,
        (select count(*) // 500 + 1 from {{ ref('kindred', 'int_user_index') }}) as user_step
),

pairs as (
    select items.recommender as side, items.cut, items.item_idx as source_idx, items.neighbor_idx, items.rank, items.similarity
    from {{ ref('kindred', 'int_item_pairs') }} as items
    inner join steps on items.item_idx % steps.item_step = 0
    union all
    select 'user' as side, users.cut, users.user_idx as source_idx, users.neighbor_idx, users.rank, users.similarity
    from {{ ref('kindred', 'int_user_similarities') }} as users
    inner join steps on users.user_idx % steps.user_step = 0
),

ordered as (
    select *, lag(abs(similarity)) over (partition by side, cut, source_idx order by rank) as similarity_before
    from pairs
)

select 'no cosine, or out of order' as fault, side, cut, source_idx, neighbor_idx, similarity, similarity_before as other
from ordered
where
    (side != 'linear' and not similarity > 0)
    or similarity = 0
    {% if is_symmetric %}
    or (side = 'user' and similarity > 1)
    {% endif %}
    or abs(similarity) > similarity_before
    or source_idx = neighbor_idx
union all
select 'another one from the other side' as fault, pairs.side, pairs.cut, pairs.source_idx, pairs.neighbor_idx, pairs.similarity, back.similarity as other
from pairs
inner join pairs as back
    on
        pairs.side = back.side
        and pairs.cut = back.cut
        and pairs.source_idx = back.neighbor_idx
        and pairs.neighbor_idx = back.source_idx
where pairs.side = 'user' and {{ is_symmetric }} and pairs.source_idx < pairs.neighbor_idx and abs(pairs.similarity - back.similarity) > 0.000000002
union all
select 'twice' as fault, side, cut, source_idx, neighbor_idx, min(similarity) as similarity, max(similarity) as other
from pairs
group by side, cut, source_idx, neighbor_idx
having count(*) > 1
