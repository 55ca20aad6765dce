/* grain: one row per cut, task, user and item of the blend: what the re-ranker knows of the pair, all of it from before the
   cut. What a recommender does not propose has no rank (null). A cluster's number means something else at every cut,
   so of the segment stands what its members are tied to */
{% set encoders = kindred.reranker_encoders() %}
with proposed as (
    select
        cut,
        task,
        user_idx,
        item_idx,
        {% for recommender in var('recommenders') %}
        max(case when recommender = '{{ recommender }}' then rank end) as {{ recommender }}_rank,
        {% endfor %}
        count(*) as recommenders_count
    from {{ ref('kindred', 'int_recommendation_candidates') }}
    where recommender in ('{{ var('recommenders') | join("', '") }}')
    group by cut, task, user_idx, item_idx
),

user_ties as (
    select cut, user_idx, {{ kindred.exact_sum('strength') }} as strength
    from {{ ref('kindred', 'int_reranker_ties') }}
    group by cut, user_idx
),

category_ties as (
    select cut, user_idx, category_idx, {{ kindred.exact_sum('strength') }} as strength
    from {{ ref('kindred', 'int_reranker_ties') }}
    where category_idx >= 0
    group by cut, user_idx, category_idx
)

select
    -- the pair
    blended.cut,
    blended.task,
    blended.user_idx,
    blended.item_idx,

    -- what the recommenders say
    blended.score as blend_score,
    row_number() over (
        partition by blended.cut, blended.task, blended.user_idx order by blended.score desc, blended.item_idx asc
    ) as blend_rank,
    {% for recommender in var('recommenders') %}
    judged.{{ recommender }}_score,
    proposed.{{ recommender }}_rank,
    {% endfor %}
    proposed.recommenders_count,

    -- the item
    items.users_share,
    items.mean_strength,
    items.last_touched_days,
    items.rebought_share,
    prices.price_percentile,

    -- the user
    features.orders_count,
    features.recency_days,
    features.last_seen_days,
    features.tenure_days,
    features.items_count,
    features.average_order_amount,
    features.days_between_orders,
    features.rebought_items_share,
    features.category_concentration,
    features.price_level,

    -- the two together
    ties.strength,
    ties.views_count,
    ties.carts_count,
    ties.purchases_count,
    ties.age_days,
    ties.age_days / nullif(features.days_between_orders, 0) as age_rhythms,
    prices.price_percentile - features.price_level as price_level_difference,
    case when traits.category_idx >= 0 then coalesce(category_ties.strength, 0.0) / user_ties.strength end as category_share,
    segments.users_share as segment_users_share,
    {% for encoder in encoders %}
    case
        when {{ encoder }}_users.idx is not null and {{ encoder }}_items.idx is not null
            then {{ kindred.vector_cosine(encoder ~ '_users.vector', encoder ~ '_items.vector') }}
    end as {{ encoder }}_cosine,
    {% endfor %}
    segments.users_share / items.users_share as segment_lift
from {{ ref('kindred', 'int_blended_candidates') }} as blended
inner join proposed
    on
        blended.cut = proposed.cut
        and blended.task = proposed.task
        and blended.user_idx = proposed.user_idx
        and blended.item_idx = proposed.item_idx
inner join {{ ref('kindred', 'int_judged_candidates') }} as judged
    on
        blended.cut = judged.cut
        and blended.task = judged.task
        and blended.user_idx = judged.user_idx
        and blended.item_idx = judged.item_idx
inner join {{ ref('kindred', 'int_item_traits') }} as traits on blended.item_idx = traits.item_idx
left join {{ ref('kindred', 'int_reranker_items') }} as items on blended.cut = items.cut and blended.item_idx = items.item_idx
left join {{ ref('kindred', 'int_item_prices') }} as prices on blended.cut = prices.cut and blended.item_idx = prices.item_idx
left join {{ ref('kindred', 'int_user_features') }} as features on blended.cut = features.cut and blended.user_idx = features.user_idx
left join {{ ref('kindred', 'int_reranker_ties') }} as ties on blended.cut = ties.cut and blended.user_idx = ties.user_idx and blended.item_idx = ties.item_idx
left join user_ties on blended.cut = user_ties.cut and blended.user_idx = user_ties.user_idx
left join category_ties
    on
        blended.cut = category_ties.cut
        and blended.user_idx = category_ties.user_idx
        and traits.category_idx = category_ties.category_idx
left join {{ ref('kindred', 'int_segment_members') }} as members on blended.cut = members.cut and blended.user_idx = members.user_idx
left join {{ ref('kindred', 'int_reranker_segments') }} as segments
    on
        members.cut = segments.cut
        and members.cluster = segments.cluster
        and blended.item_idx = segments.item_idx
{% for encoder in encoders %}
left join {{ ref('kindred', 'int_vectors') }} as {{ encoder }}_users
    on
        blended.cut = {{ encoder }}_users.cut
        and blended.user_idx = {{ encoder }}_users.idx
        and {{ encoder }}_users.kind = 'user'
        and {{ encoder }}_users.encoder = '{{ encoder }}'
left join {{ ref('kindred', 'int_vectors') }} as {{ encoder }}_items
    on
        blended.cut = {{ encoder }}_items.cut
        and blended.item_idx = {{ encoder }}_items.idx
        and {{ encoder }}_items.kind = 'item'
        and {{ encoder }}_items.encoder = '{{ encoder }}'
{% endfor %}
