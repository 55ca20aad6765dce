/* grain: one row per metric, model and slice: what the text says beside the stars of the same review, by a model that
   did not see them. The baseline says of every review what most reviews with stars say */
with judged as (
    select texts.label, spoken.label as told
    from {{ ref('kindred', 'int_review_texts') }} as texts
    inner join {{ ref('kindred', 'py_review_sentiments') }} as spoken on spoken.input = 'reviews' and texts.review_id = spoken.text_id
    where texts.label >= 0 and spoken.label is not null
),

largest as (
    select label from judged
    group by label
    order by count(*) desc, label asc
    limit 1
),

told as (
    select 'text' as model, label, told from judged
    union all
    select 'majority' as model, judged.label, largest.label as told
    from judged
    cross join largest
),

labels as (
    select 0 as label, 'negative' as slice
    union all
    select 1 as label, 'neutral' as slice
    union all
    select 2 as label, 'positive' as slice
),

-- F1 is twice the hits over what was told and what is so
scores as (
    select
        told.model,
        labels.slice,
        2.0 * count(*) filter (where told.label = labels.label and told.told = labels.label)
        / nullif(count(*) filter (where told.label = labels.label) + count(*) filter (where told.told = labels.label), 0) as f1,
        count(*) filter (where told.label = labels.label) as reviews_count
    from told
    cross join labels
    group by told.model, labels.slice
)

select
    'f1' as metric,
    model,
    slice,
    f1 as value,
    reviews_count
from scores
union all
select
    'macro_f1' as metric,
    model,
    'all' as slice,
    {{ kindred.exact_sum('coalesce(f1, 0)') }} / count(*) as value,
    cast(sum(reviews_count) as bigint) as reviews_count
from scores
where reviews_count > 0
group by model
union all
select
    'accuracy' as metric,
    model,
    'all' as slice,
    cast(count(*) filter (where label = told) as double) / count(*) as value,
    count(*) as reviews_count
from told
group by model
