/* grain: one row per cut, task and user: how long the scores of each recommender are, the root of the sum of their squares over
   all that is proposed to the user, once they are raised to the power of the blend */
with powers as (
    select task, max(power) as power
    from {{ ref('kindred', 'int_blend_weights') }}
    group by task
)

select
    judged.cut,
    judged.task,
    judged.user_idx,
    {% for recommender in var('recommenders') %}
    sqrt({{ kindred.exact_sum('power(judged.' ~ recommender ~ '_score, 2 * powers.power)') }}) as {{ recommender }}_length,
    {% endfor %}
    max(powers.power) as power
from {{ ref('kindred', 'int_judged_candidates') }} as judged
inner join powers on judged.task = powers.task
where judged.cut in ('release', 'test'{{ ", 'validation'" if var('reranker_enabled') }})
group by judged.cut, judged.task, judged.user_idx
