{#- The one text by which users are placed. A cluster's score is its log prior minus half the squared distance weighted by
    precision; the highest score, rounded to nine decimals, wins, ties to the smaller cluster. Confidence is the softmax
    of the scores with temperature max(1, sqrt(columns) / 2): the columns of a matrix are not independent, and taken as
    if they were, nearly everybody would be certain.
    `keys` name a user in `matrix`; the first of them may be `cut`, which centroids and priors then have too. -#}
{% macro placed_users(matrix, centroids, priors, keys) -%}
{%- set on_cut = 'cut' in keys -%}
with scores as (
    select
        {% for key in keys %}matrix.{{ key }}, {% endfor %}centroids.cluster,
        count(*) as columns_count,
        round(sqrt({{ kindred.exact_sum('pow(matrix.value - centroids.value, 2)') }}), 9) as distance,
        round(
            max(priors.log_prior) - 0.5 * {{ kindred.exact_sum('pow(matrix.value - centroids.value, 2) * centroids.precision') }}, 9
        ) as score
    from {{ matrix }} as matrix
    inner join {{ centroids }} as centroids on {{ 'matrix.cut = centroids.cut and ' if on_cut }}matrix.feature = centroids.feature
    inner join {{ priors }} as priors on {{ 'centroids.cut = priors.cut and ' if on_cut }}centroids.cluster = priors.cluster
    group by {% for key in keys %}matrix.{{ key }}, {% endfor %}centroids.cluster
),

ranked as (
    select
        *,
        row_number() over (partition by {{ keys | join(', ') }} order by score desc, cluster asc) as place,
        exp((score - max(score) over (partition by {{ keys | join(', ') }})) / greatest(1.0, 0.5 * sqrt(columns_count))) as odds
    from scores
)

select
    {{ keys | join(', ') }},
    max(case when place = 1 then cluster end) as cluster,
    max(case when place = 1 then distance end) as distance,
    round(1.0 / {{ kindred.exact_sum('odds') }}, 9) as confidence,
    max(case when place = 2 then cluster end) as second_cluster,
    max(case when place = 2 then distance end) as second_distance
from ranked
group by {{ keys | join(', ') }}
{%- endmacro %}
