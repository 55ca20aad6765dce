/* grain: one row per cut, task, user and item that any recommender proposes: what each of them says of it, on the scale of its
   own candidates, zero where it says nothing */
{% set twins = ['item_cosine', 'user_cosine'] | select('in', var('recommenders')) | list if var('similarity_engine') == 'sql' else [] %}
{% if twins %}
with bests as (
    select cut, task, user_idx, recommender, max(divisor) as divisor
    from {{ ref('kindred', 'int_recommendation_candidates') }}
    group by cut, task, user_idx, recommender
)

{% endif %}
select
    judged.cut,
    judged.task,
    judged.user_idx,
    {% for recommender in var('recommenders') %}
    {% if recommender in twins %}
    round(coalesce({{ recommender }}.raw_score / {{ recommender }}_best.divisor, 0.0), 9) as {{ recommender }}_score,
    {% else %}
    judged.{{ recommender }}_score,
    {% endif %}
    {% endfor %}
    judged.item_idx
from {{ ref('kindred', 'py_judged_candidates') }} as judged
{% for recommender in twins %}
left join {{ ref('kindred', 'int_' ~ recommender ~ '_scores') }} as {{ recommender }}
    on
        judged.cut = {{ recommender }}.cut
        and judged.user_idx = {{ recommender }}.user_idx
        and judged.item_idx = {{ recommender }}.item_idx
left join bests as {{ recommender }}_best
    on
        judged.cut = {{ recommender }}_best.cut
        and judged.task = {{ recommender }}_best.task
        and judged.user_idx = {{ recommender }}_best.user_idx
        and {{ recommender }}_best.recommender = '{{ recommender }}'
{% endfor %}
