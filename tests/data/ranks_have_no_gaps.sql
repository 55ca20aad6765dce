{{ config(enabled=var('recommendations_enabled')) }}

/* Ranks run from 1 to the number of rows, each once */
{% set rankings = [
    ('item_similarities', ['item_id'], 'rank'), ('user_similarities', ['user_id'], 'rank'),
    ('user_recommendations', ['user_id'], 'rank'), ('recommendation_reasons', ['user_id', 'item_id'], 'reason_rank'),
    ('recommendation_candidates', ['user_id', 'recommender'], 'rank'), ('item_recommendations', ['item_id'], 'rank')
] %}
{% if var('segments_enabled') %}
{% set rankings = rankings + [('segment_recommendations', ['segment_id'], 'rank')] %}
{% endif %}
{% for model, group, rank in rankings %}
select
    '{{ model }}' as model,
    concat_ws(' / ', {{ group | join(', ') }}) as of_what,
    count(*) as rows_count
from {{ ref('kindred', model) }}
group by {{ group | join(', ') }}
having min({{ rank }}) != 1 or max({{ rank }}) != count(*) or count(distinct {{ rank }}) != count(*)
{{ 'union all' if not loop.last }}
{% endfor %}
