/* grain: one row per metric and model: how often the first session tells the later segment, on users learned from by none */
with tested as (
    select * from {{ ref('kindred', 'int_early_segments') }}
    where split = 'test'
),

labels as (
    select model, later_cluster as cluster from tested
    union
    select model, cluster from tested
),

outcomes as (
    select
        labels.model,
        labels.cluster,
        count(*) filter (where tested.cluster = labels.cluster) as told_count,
        count(*) filter (where tested.later_cluster = labels.cluster) as true_count,
        count(*) filter (where tested.cluster = labels.cluster and tested.is_hit) as hits_count
    from labels
    inner join tested on labels.model = tested.model
    group by labels.model, labels.cluster
),

-- ten bins of confidence: what was claimed beside what came true
bins as (
    select
        model,
        count(*) as users_count,
        {{ kindred.exact_sum('confidence') }} as claimed_count,
        count(*) filter (where is_hit) as hits_count
    from tested
    group by model, least(floor(10 * confidence), 9)
)

select
    'early_accuracy' as metric,
    model,
    avg(case when is_hit then 1.0 else 0.0 end) as value,
    count(*) as users_count
from tested
group by model
union all
select
    'early_macro_f1' as metric,
    model,
    {{ kindred.exact_sum('2.0 * hits_count / (told_count + true_count)') }} / count(*) as value,
    cast(sum(true_count) as bigint) as users_count
from outcomes
group by model
union all
select
    'early_calibration_error' as metric,
    model,
    {{ kindred.exact_sum('abs(claimed_count - hits_count)') }} / sum(users_count) as value,
    cast(sum(users_count) as bigint) as users_count
from bins
group by model
