/* grain: one row per task, recommender, user of the test cut and list length: what a list is like, whether or not it hits.
   novelty: mean of -log2 of the share of users tied to the item; popularity: mean place of its items from the least (0)
   to the most popular (1); diversity: share of pairs of its items that are of two categories, null below two known */
with lengths as (
    select unnest({{ var('evaluation_list_lengths') }}) as list_length
),

known_users as (
    select count(distinct user_idx) as users_count from {{ ref('kindred', 'int_strengths') }}
    where cut = 'test'
),

popularity as (
    select
        traits.item_idx,
        traits.category,
        percent_rank() over (order by coalesce(popularity.users_count, 0)) as popularity,
        -- an item that nobody is tied to is as novel as one that one user is
        -log2(greatest(coalesce(popularity.users_count, 0), 1) / greatest(known_users.users_count, 1)) as novelty
    from {{ ref('kindred', 'int_item_traits') }} as traits
    left join {{ ref('kindred', 'int_item_popularity') }} as popularity
        on traits.item_idx = popularity.item_idx and popularity.cut = 'test'
    cross join known_users
),

listed as (
    select
        lists.task,
        lists.recommender,
        lists.user_idx,
        lengths.list_length,
        popularity.category,
        count(*) as items_count,
        {{ kindred.exact_sum('popularity.popularity') }} as popularity,
        {{ kindred.exact_sum('popularity.novelty') }} as novelty
    from {{ ref('kindred', 'int_evaluated_lists') }} as lists
    inner join lengths on lists.rank <= lengths.list_length
    inner join popularity on lists.item_idx = popularity.item_idx
    group by lists.task, lists.recommender, lists.user_idx, lengths.list_length, popularity.category
),

summed as (
    select
        task,
        recommender,
        user_idx,
        list_length,
        sum(items_count) as items_count,
        sum(case when category is not null then items_count else 0 end) as known_count,
        sum(case when category is not null then items_count * (items_count - 1) else 0 end) as alike_count,
        {{ kindred.exact_sum('popularity') }} as popularity,
        {{ kindred.exact_sum('novelty') }} as novelty
    from listed
    group by task, recommender, user_idx, list_length
)

select
    task,
    recommender,
    user_idx,
    list_length,
    popularity / items_count as popularity,
    novelty / items_count as novelty,
    1.0 - alike_count / nullif(known_count * (known_count - 1), 0) as diversity
from summed
