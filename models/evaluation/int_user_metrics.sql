/* grain: one row per recommender, user of the test cut and metric: a metric is a user's own first */
with relevant as (
    select holdout.user_idx, holdout.item_idx
    from {{ ref('kindred', 'int_holdout_items') }} as holdout
    left join {{ ref('kindred', 'int_strengths') }} as strengths
        on
            holdout.user_idx = strengths.user_idx
            and holdout.item_idx = strengths.item_idx
            and strengths.cut = 'test'
            and strengths.is_owned
    {% if var('exclude_owned_items') %}
    where strengths.item_idx is null
    {% endif %}
),

users as (
    select targets.user_idx, count(*) as relevant_count
    from {{ ref('kindred', 'int_target_users') }} as targets
    inner join relevant on targets.user_idx = relevant.user_idx
    where targets.cut = 'test'
    group by targets.user_idx
),

places as (
    select place, 1.0 / log2(place + 1) as gain
    from (select unnest(range(1, 11)) as place) as numbers
),

ideals as (
    select users.user_idx, {{ kindred.exact_sum('places.gain') }} as ideal_gain
    from users
    inner join places on users.relevant_count >= places.place
    group by users.user_idx
),

hits as (
    select
        lists.recommender,
        lists.user_idx,
        count(*) as hits_count,
        {{ kindred.exact_sum('places.gain') }} as gain
    from {{ ref('kindred', 'int_evaluated_lists') }} as lists
    inner join relevant on lists.user_idx = relevant.user_idx and lists.item_idx = relevant.item_idx
    inner join places on lists.rank = places.place
    group by lists.recommender, lists.user_idx
),

recommenders as (
    select distinct recommender from {{ ref('kindred', 'int_evaluated_lists') }}
)

select
    recommenders.recommender,
    users.user_idx,
    coalesce(cast(hits.hits_count as double) / users.relevant_count, 0.0) as recall_at_10,
    coalesce(hits.gain / ideals.ideal_gain, 0.0) as ndcg_at_10,
    case when hits.hits_count > 0 then 1.0 else 0.0 end as hit_rate_at_10
from users
cross join recommenders
inner join ideals on users.user_idx = ideals.user_idx
left join hits on users.user_idx = hits.user_idx and recommenders.recommender = hits.recommender
