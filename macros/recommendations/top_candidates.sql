{#- The candidates_count best of a relation with cut, task, user_idx, item_idx, raw_score, as the Python path returns them:
    scores over the user's best, rounded before ranking, ties to the smaller item. -#}
{% macro top_candidates(relation, recommender) -%}
with divided as (
    select
        cut,
        task,
        user_idx,
        item_idx,
        raw_score,
        max(raw_score) over (partition by cut, task, user_idx) as divisor
    from {{ relation }}
)

select
    cut,
    task,
    user_idx,
    item_idx,
    '{{ recommender }}' as recommender,
    round(raw_score / divisor, 9) as score,
    cast(row_number() over (
        partition by cut, task, user_idx order by round(raw_score / divisor, 9) desc, item_idx asc
    ) as integer) as rank,
    divisor
from divided
where round(raw_score / divisor, 9) > 0
qualify rank <= {{ var('candidates_count') }}
{%- endmacro %}
