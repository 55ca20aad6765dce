/* grain: one row per word, in small letters, that may be sent to a large model: llm_min_users_count users wrote it small
   in their reviews and searches, or ten times as many wrote it at all, or as many descriptions have it small, or a title,
   category or brand has it. Names of people are none of these. A script without capitals tells no name from a word, so
   there it takes ten times as many. may_be_capital: also where it stands capital within a sentence, as names do */
with written as (
    select user_id, {{ kindred.words_of("concat_ws(' ', title, body)") }} as word
    from {{ ref('kindred', 'stg_reviews') }}
    union all
    select user_index.user_id, {{ kindred.words_of('searches.search_query') }} as word
    from (
        select distinct user_idx, search_query from {{ ref('kindred', 'int_events') }}
        where search_query is not null
    ) as searches
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on searches.user_idx = user_index.user_idx
    where user_index.user_id is not null -- one person may be many visitors
),

shared as (
    select
        lower(word) as word,
        count(distinct user_id) filter (where word = lower(word) and word != upper(word)) >= {{ var('llm_min_users_count') }} as is_written_small,
        count(distinct user_id) >= {{ 10 * var('llm_min_users_count') }} as is_common
    from written
    group by lower(word)
),

described as (
    select word
    from (
        select item_id, {{ kindred.words_of('description') }} as word
        from {{ ref('kindred', 'stg_items') }}
    ) as words_of_items
    where word = lower(word)
    group by word
    having count(distinct item_id) >= {{ var('llm_min_users_count') }}
),

catalogue as (
    select distinct lower({{ kindred.words_of("concat_ws(' ', title, category, brand)") }}) as word
    from {{ ref('kindred', 'stg_items') }}
)

select word, max(case when may_be_capital then 1 else 0 end) = 1 as may_be_capital
from (
    select word, is_common as may_be_capital from shared
    where is_written_small or is_common
    union all
    select word, false as may_be_capital from described
    union all
    select word, true as may_be_capital from catalogue
) as allowed
group by word
