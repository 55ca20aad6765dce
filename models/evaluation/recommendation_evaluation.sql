/* grain: one row per metric, recommender, slice, cut and task */
with lengths as (
    select unnest({{ var('evaluation_list_lengths') }}) as list_length
),

-- the rows of recall name who is judged: coverage is over the lists of the same users
covered as (
    select
        judged.task,
        judged.recommender,
        judged.slice,
        lengths.list_length,
        judged.users_count,
        count(items.item_idx) as items_count
    from {{ ref('kindred', 'py_recommendation_evaluation') }} as judged
    inner join lengths on judged.metric = 'recall_at_' || lengths.list_length
    left join {{ ref('kindred', 'int_covered_items') }} as items
        on
            judged.task = items.task
            and judged.recommender = items.recommender
            and judged.slice = items.slice
            and lengths.list_length >= items.best_rank
    group by judged.task, judged.recommender, judged.slice, lengths.list_length, judged.users_count
),

offered as (
    select count(*) as items_count from {{ ref('kindred', 'int_item_traits') }}
    where is_recommendable
),

measured as (
    select metric, recommender, slice, task, value, standard_error, low, high, lead_low, users_count
    from {{ ref('kindred', 'py_recommendation_evaluation') }}
    union all
    select
        'coverage_at_' || covered.list_length as metric,
        covered.recommender,
        covered.slice,
        covered.task,
        cast(covered.items_count as double) / offered.items_count as value,
        null as standard_error,
        null as low,
        null as high,
        null as lead_low,
        covered.users_count
    from covered
    cross join offered
)

select
    measured.metric,
    measured.recommender,
    measured.slice,
    'test' as cut,
    measured.task,
    measured.value,
    measured.standard_error,
    measured.users_count,
    measured.low,
    measured.high,
    measured.lead_low > 0 as beats_popularity,
    (
        measured.recommender = 'published'
        -- fallbacks alone are what stands there as published
        or (measured.recommender = shown.recommender and measured.task = '{{ kindred.published_task() }}')
    ) as is_default
from measured
cross join {{ ref('kindred', 'int_shown_list') }} as shown
