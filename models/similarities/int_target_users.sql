/* grain: one row per cut and user who is recommended to: at the release everyone known, at the other cuts a sample of
   those whose future is known, chosen by a digest of their id and not by chance; is_known: with a past by then,
   or with words that a recommender reads */
{% set recommending = kindred.recommending_encoders() %}
{% set reads_words = ('text' in recommending and kindred.has_vectors('text')) or ('llm' in recommending and kindred.has_vectors('llm')) %}
with tied as (
    select distinct cut, user_idx from {{ ref('kindred', 'int_strengths') }}
    {% if reads_words %}
    union
    select cut, idx as user_idx from {{ ref('kindred', 'int_texts') }}
    where kind = 'user'
    {% endif %}
),

users as (
    select 'release' as cut, user_idx, actor_id from {{ ref('kindred', 'int_user_index') }}
    where user_id is not null
    union all
    select futures.cut, futures.user_idx, user_index.actor_id
    from (select distinct cut, user_idx from {{ ref('kindred', 'int_holdout_items') }}) as futures
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on futures.user_idx = user_index.user_idx
)

select
    users.cut,
    users.user_idx,
    tied.user_idx is not null as is_known
from users
left join tied on users.cut = tied.cut and users.user_idx = tied.user_idx
qualify
    users.cut = 'release'
    or row_number() over (
        partition by users.cut, is_known order by md5(users.actor_id), users.user_idx
    ) <= {{ var('evaluation_users_count') }}
