/* grain: one row per cut, user and rank of the list for the published task, as far as the blend reaches. Re-ranker and rules
   change ranks alone: score_rank is before them, reranked_rank after the re-ranker, limited_rank after the limits, rank after
   diversity too. */
{% set reranked = var('reranker_enabled') %}
{% set order_score = 'order_score' if reranked else 'score' %}
{% set order_rank = 'reranked_rank' if reranked else 'score_rank' %}
{% set limits = [] %}
{% for trait in ['category', 'brand'] if var('max_items_per_' ~ trait) is not none %}
{% do limits.append(trait) %}
{% endfor %}
with scored as (
    select
        blended.cut,
        blended.user_idx,
        blended.item_idx,
        blended.score,
        row_number() over (partition by blended.cut, blended.user_idx order by blended.score desc, blended.item_idx asc) as score_rank,
        {% if reranked %}
        -- a re-ranker that is not shown moves nothing
        case shown.recommender when 'reranker' then blended.order_score else blended.score end as order_score,
        case shown.recommender when 'reranker' then blended.reranked_rank else score_rank end as reranked_rank,
        {% endif %}
        traits.category,
        traits.brand
    from {{ ref('kindred', 'int_reranked_candidates' if reranked else 'int_blended_candidates') }} as blended
    inner join {{ ref('kindred', 'int_item_traits') }} as traits on blended.item_idx = traits.item_idx
    cross join {{ ref('kindred', 'int_shown_list') }} as shown
    where
        blended.task = '{{ kindred.published_task() }}'
        and blended.score > 0
        and shown.recommender != 'fallbacks'
),

{% for trait in limits %}
-- at most so many of a {{ trait }}; what has none known is not limited
limited_by_{{ trait }} as (
    select * from {{ 'scored' if loop.first else 'limited_by_' ~ limits[loop.index0 - 1] }}
    qualify
        {{ trait }} is null
        or row_number() over (partition by cut, user_idx, {{ trait }} order by {{ order_rank }}) <= {{ var('max_items_per_' ~ trait) }}
),

{% endfor %}
limited as (
    select
        *,
        {% if var('diversity_share') > 0 %}
        row_number() over (partition by cut, user_idx, category order by {{ order_rank }}) = 1 as is_first_of_category,
        {{ order_score }} / max({{ order_score }}) over (partition by cut, user_idx) as score_over_best,
        {% endif %}
        {{ 'row_number() over (partition by cut, user_idx order by ' ~ order_rank ~ ')' if limits else order_rank }} as limited_rank
    from {{ 'limited_by_' ~ limits[-1] if limits else 'scored' }}
),

varied as (
    select
        *,
        {% if var('diversity_share') > 0 %}
        -- maximal marginal relevance where items of a category are alike and others are not: what the greedy choice
        -- takes off is diversity_share for all but the first of their category
        row_number() over (
            partition by cut, user_idx
            order by
                round((1 - {{ var('diversity_share') }}) * score_over_best - case
                    when category is null or is_first_of_category then 0
                    else {{ var('diversity_share') }}
                end, 9) desc,
                limited_rank asc
        ) as rank
        {% else %}
        limited_rank as rank
        {% endif %}
    from limited
)

select
    cut,
    user_idx,
    item_idx,
    score,
    score_rank,
    {% if reranked %}
    reranked_rank,
    {% endif %}
    limited_rank,
    cast(rank as integer) as rank
from varied
where rank <= case cut when 'release' then {{ var('recommendations_count') }} else {{ [var('recommendations_count'), var('evaluation_list_lengths') | max] | max }} end
