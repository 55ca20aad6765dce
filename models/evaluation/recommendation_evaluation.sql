/* grain: one row per metric, recommender, slice and cut */
{% for metric in ['recall_at_10', 'ndcg_at_10', 'hit_rate_at_10'] %}
select
    '{{ metric }}' as metric,
    recommender,
    'all' as slice,
    'test' as cut,
    '{{ "new_items" if var("exclude_owned_items") else "all_items" }}' as task,
    {{ kindred.exact_sum(metric) }} / count(*) as value,
    sqrt(greatest(
        {{ kindred.exact_sum(metric ~ ' * ' ~ metric) }} / count(*) - pow({{ kindred.exact_sum(metric) }} / count(*), 2), 0.0
    ) / count(*)) as standard_error,
    count(*) as users_count
from {{ ref('kindred', 'int_user_metrics') }}
group by recommender
{{ 'union all' if not loop.last }}
{% endfor %}
