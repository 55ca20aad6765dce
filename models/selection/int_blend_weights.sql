/* grain: one row per task and recommender: its share of the blend, learned at the validation cut or given by
   blend_weights; segment_affinity_weight, where set, is the share of segment_popular. is_gated: the blend did not lead
   popularity with confidence there, and popular items are shown instead. */
{% set given = var('blend_weights') %}
{% set affinity = var('segment_affinity_weight') %}
with chosen as (
    select
        task,
        recommender,
        lead_low,
        {% if given is none %}
        weight
        {% else %}
        case recommender
            {% for recommender, weight in given.items() %}
            when '{{ recommender }}' then {{ weight }}
            {% endfor %}
            else 0.0
        end as weight
        {% endif %}
    from {{ ref('kindred', 'py_blend_weights') }}
),

totals as (
    select
        task,
        {{ kindred.exact_sum("weight") }} as total,
        {{ kindred.exact_sum("case when recommender != 'segment_popular' then weight else 0.0 end") }} as total_of_others
    from chosen
    group by task
)

select
    chosen.task,
    chosen.recommender,
    {% if affinity is none %}
    round(chosen.weight / totals.total, 9) as weight,
    {% else %}
    round(case
        when chosen.recommender = 'segment_popular' then {{ affinity }}
        else (1.0 - {{ affinity }}) * chosen.weight / nullif(totals.total_of_others, 0)
    end, 9) as weight,
    {% endif %}
    {{ 'coalesce(chosen.lead_low <= 0, false)' if var('popularity_gate') else 'false' }} as is_gated
from chosen
inner join totals on chosen.task = totals.task
