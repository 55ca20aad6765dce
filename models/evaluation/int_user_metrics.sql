/* grain: one row per task, recommender, list length, user of the test cut and metric: a metric is a user's own first */
with lengths as (
    select unnest({{ var('evaluation_list_lengths') }}) as list_length
),

relevant as (
    select task, user_idx, item_idx from {{ ref('kindred', 'int_relevant_items') }}
    where cut = 'test'
),

users as (
    select relevant.task, relevant.user_idx, count(*) as relevant_count
    from relevant
    inner join {{ ref('kindred', 'int_target_users') }} as targets
        on relevant.user_idx = targets.user_idx and targets.cut = 'test'
    group by relevant.task, relevant.user_idx
),

places as (
    select place, 1.0 / log2(place + 1) as gain
    from (select unnest(range(1, {{ var('evaluation_list_lengths') | max + 1 }})) as place) as numbers
),

ideals as (
    select users.task, users.user_idx, lengths.list_length, count(*) as reachable_count, {{ kindred.exact_sum('places.gain') }} as ideal_gain
    from users
    cross join lengths
    inner join places on users.relevant_count >= places.place and lengths.list_length >= places.place
    group by users.task, users.user_idx, lengths.list_length
),

hits as (
    select
        lists.task,
        lists.recommender,
        lists.user_idx,
        places.place,
        places.gain,
        row_number() over (partition by lists.task, lists.recommender, lists.user_idx order by places.place) as hits_until
    from {{ ref('kindred', 'int_evaluated_lists') }} as lists
    inner join relevant
        on lists.task = relevant.task and lists.user_idx = relevant.user_idx and lists.item_idx = relevant.item_idx
    inner join places on lists.rank = places.place
),

found as (
    select
        hits.task,
        hits.recommender,
        hits.user_idx,
        lengths.list_length,
        count(*) as hits_count,
        {{ kindred.exact_sum('hits.gain') }} as gain,
        {{ kindred.exact_sum('hits.hits_until * 1.0 / hits.place') }} as precisions,
        min(hits.place) as first_place
    from hits
    inner join lengths on hits.place <= lengths.list_length
    group by hits.task, hits.recommender, hits.user_idx, lengths.list_length
),

recommenders as (
    select distinct task, recommender from {{ ref('kindred', 'int_evaluated_lists') }}
)

select
    recommenders.task,
    recommenders.recommender,
    ideals.list_length,
    users.user_idx,
    coalesce(found.hits_count / users.relevant_count, 0.0) as recall,
    coalesce(found.hits_count / ideals.list_length, 0.0) as precision,
    coalesce(found.gain / ideals.ideal_gain, 0.0) as ndcg,
    coalesce(found.precisions / ideals.reachable_count, 0.0) as map,
    coalesce(1.0 / found.first_place, 0.0) as mrr,
    case when found.hits_count > 0 then 1.0 else 0.0 end as hit_rate,
    traits.novelty,
    traits.diversity,
    traits.popularity
from users
inner join recommenders on users.task = recommenders.task
inner join ideals on users.task = ideals.task and users.user_idx = ideals.user_idx
left join found
    on
        recommenders.task = found.task
        and recommenders.recommender = found.recommender
        and users.user_idx = found.user_idx
        and ideals.list_length = found.list_length
left join {{ ref('kindred', 'int_list_traits') }} as traits
    on
        recommenders.task = traits.task
        and recommenders.recommender = traits.recommender
        and users.user_idx = traits.user_idx
        and ideals.list_length = traits.list_length
