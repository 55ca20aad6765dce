{{ config(enabled=var('recommendations_enabled')) }}

/* nothing unavailable is recommended, nothing owned where exclude_owned_items says so (unless it is due again); within a
   strategy a better score stands before a worse one unless diversity or the re-ranker says otherwise, the blend before any fallback */
with ranked as (
    select
        recommendations.*,
        traits.is_recommendable,
        coalesce(strengths.is_spent, false) as is_spent,
        lag(recommendations.strategy) over user_list as strategy_before,
        lag(recommendations.score) over user_list as score_before
    from {{ ref('kindred', 'user_recommendations') }} as recommendations
    inner join {{ ref('kindred', 'int_item_traits') }} as traits on recommendations.item_id = traits.item_id
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on recommendations.user_id = user_index.user_id
    left join {{ ref('kindred', 'int_strengths') }} as strengths
        on
            user_index.user_idx = strengths.user_idx
            and traits.item_idx = strengths.item_idx
            and strengths.cut = 'release'
    window user_list as (partition by recommendations.user_id order by recommendations.rank)
)

select
    user_id,
    item_id,
    rank,
    is_recommendable,
    is_spent
from ranked
where
    not is_recommendable
    or (is_spent and {{ var('exclude_owned_items') }})
    {% if var('diversity_share') == 0 %}
    or (strategy = strategy_before and score > score_before{{ " and strategy != 'collaborative'" if var('reranker_enabled') }})
    {% endif %}
    or (strategy = 'collaborative' and strategy_before != 'collaborative')
    or not (score >= 0 and score <= 1)
