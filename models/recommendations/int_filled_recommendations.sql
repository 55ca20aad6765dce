/* grain: one row per cut, user and rank: collaborative filtering first, then fallbacks up to the list's
   length, which is recommendations_count, and where lists are judged the longest that is judged */
{% set judged_count = [var('recommendations_count'), var('evaluation_list_lengths') | max] | max %}
with given as (
    select
        targets.cut,
        targets.user_idx,
        targets.cluster,
        case targets.cut when 'release' then {{ var('recommendations_count') }} else {{ judged_count }} end as list_length,
        count(blended.item_idx) as given_count
    from {{ ref('kindred', 'int_target_segments') }} as targets
    left join {{ ref('kindred', 'int_blended_recommendations') }} as blended
        on targets.cut = blended.cut and targets.user_idx = blended.user_idx
    where targets.cut in ('release', 'test')
    group by targets.cut, targets.user_idx, targets.cluster
    having count(blended.item_idx) < list_length
),

taken as (
    select cut, user_idx, item_idx from {{ ref('kindred', 'int_blended_recommendations') }}
    {% if var('exclude_owned_items') %}
    union
    select cut, user_idx, item_idx from {{ ref('kindred', 'int_strengths') }}
    where is_spent
    {% endif %}
),

short_users as (
    -- as many places of the list are looked at as can be needed, and no more
    select
        given.cut,
        given.user_idx,
        given.cluster,
        given.list_length,
        given.given_count,
        count(taken.item_idx) + given.list_length as places_count
    from given
    left join taken on given.cut = taken.cut and given.user_idx = taken.user_idx
    group by given.cut, given.user_idx, given.cluster, given.list_length, given.given_count
),

fallbacks as (
    select
        short_users.cut,
        short_users.user_idx,
        fallback.item_idx,
        fallback.score,
        fallback.strategy,
        cast(short_users.given_count + row_number() over (
            partition by short_users.cut, short_users.user_idx order by fallback.place
        ) as integer) as rank
    from short_users
    inner join {{ ref('kindred', 'int_fallback_items') }} as fallback
        on
            short_users.cut = fallback.cut
            and short_users.cluster = fallback.cluster
            and short_users.places_count >= fallback.place
    left join taken
        on short_users.cut = taken.cut and short_users.user_idx = taken.user_idx and fallback.item_idx = taken.item_idx
    where taken.item_idx is null
    qualify rank <= short_users.list_length
)

select cut, user_idx, item_idx, score, 'collaborative' as strategy, rank
from {{ ref('kindred', 'int_blended_recommendations') }}
union all
select cut, user_idx, item_idx, score, strategy, rank
from fallbacks
