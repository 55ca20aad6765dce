{#- The candidates_count best of a relation with cut, user_idx, item_idx, raw_score for each task, as the Python path
    returns them: scores over the user's best, rounded before ranking, ties to the smaller item. -#}
{% macro top_candidates(relation, recommender) -%}
with allowed as (
    select
        scores.cut,
        tasks.task,
        scores.user_idx,
        scores.item_idx,
        scores.raw_score
    from {{ relation }} as scores
    inner join (values ('new_items'), ('all_items')) as tasks (task)
        on scores.cut != 'release' or tasks.task = '{{ kindred.published_task() }}'
    left join {{ ref('kindred', 'int_strengths') }} as spent
        on
            scores.cut = spent.cut
            and scores.user_idx = spent.user_idx
            and scores.item_idx = spent.item_idx
            and spent.is_spent
            and tasks.task = 'new_items'
    where spent.item_idx is null
),

divided as (
    select
        *,
        max(raw_score) over (partition by cut, task, user_idx) as divisor
    from allowed
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
