/* grain: one row per word, in small letters, that may be sent to a large model: llm_min_users_count users wrote it small
   in their reviews, or ten times as many wrote it at all, or the catalogue has it. Names of people are none of these.
   may_be_capital: also where it stands capital within a sentence, as names do */
with written as (
    {% if var('reviews_enabled') %}
    select user_id, {{ kindred.words_of('review_text') }} as word
    from {{ ref('kindred', 'int_review_texts') }}
    {% else %}
    select cast(null as varchar) as user_id, cast(null as varchar) as word
    where false
    {% endif %}
),

shared as (
    select
        lower(word) as word,
        count(distinct user_id) filter (where word = lower(word)) >= {{ var('llm_min_users_count') }} as is_written_small,
        count(distinct user_id) >= {{ 10 * var('llm_min_users_count') }} as is_common
    from written
    group by lower(word)
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
    select word, true as may_be_capital from catalogue
) as allowed
group by word
