/* grain: one row per cut, task, user and item that any recommender proposes: the additive blend, and the same without what the
   segments say */
{% set recommenders = var('recommenders') %}
with weights as (
    select
        {% for recommender in recommenders %}
        max(case when recommender = '{{ recommender }}' then weight end) as {{ recommender }},
        {% endfor %}
        task
    from {{ ref('kindred', 'int_blend_weights') }}
    group by task
)

select
    judged.cut,
    judged.task,
    judged.user_idx,
    judged.item_idx,
    round(
        0.0
        {% for recommender in recommenders %}
        + {{ kindred.blend_part(recommender, 'weights.' ~ recommender) }}
        {% endfor %}, 9
    ) as score,
    round(
        0.0
        {% for recommender in recommenders if recommender != 'segment_popular' %}
        + {{ kindred.blend_part(recommender, 'weights.' ~ recommender) }}
        {% endfor %}, 9
    ) as score_without_segments
from {{ ref('kindred', 'int_judged_candidates') }} as judged
inner join {{ ref('kindred', 'int_candidate_lengths') }} as lengths
    on judged.cut = lengths.cut and judged.task = lengths.task and judged.user_idx = lengths.user_idx
inner join weights on judged.task = weights.task
