/* Who is better never scores lower, and equals score alike: 5 is the best of recency, frequency and money */
{% for score, rising in [
    ('recency_score', '-recency_days'), ('frequency_score', 'orders_count'), ('monetary_score', 'net_amount')
] %}
select
    '{{ score }}' as score,
    feature,
    lowest,
    highest
from (
    select
        {{ rising }} as feature,
        min({{ score }}) as lowest,
        max({{ score }}) as highest,
        max(max({{ score }})) over (order by {{ rising }} rows between unbounded preceding and 1 preceding) as highest_of_worse
    from {{ ref('kindred', 'user_features') }}
    where {{ score }} is not null
    group by {{ rising }}
) as scored
where lowest != highest or lowest < highest_of_worse or lowest < 1 or highest > 5
{{ 'union all' if not loop.last }}
{% endfor %}
