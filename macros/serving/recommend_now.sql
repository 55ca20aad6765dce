{#- The text of the table macro kindred.recommend_now of the published file: what the recommender item_cosine proposes to
    somebody whose history is just these events, with reasons. recent_items: item ids, in any order; event_types: the shop's
    word for each, a view where it is missing; list_length: how many at most. `weights` is a query that gives the seed
    event_types, `weighting` how an interaction counts. -#}
{% macro recommend_now(weights, weighting) -%}
with weights as (
    {{ weights }}
),

events as (
    select
        unnest(recent_items) as item_id,
        coalesce(unnest(event_types), 'view') as source_event_type
),

typed as (
    select
        events.item_id,
        weights.event_type,
        max(weights.event_weight) as event_weight,
        cast(count(*) as double) as events_count
    from events
    inner join weights on lower(events.source_event_type) = weights.source_event_type
    group by events.item_id, weights.event_type
),

bought as (
    select
        item_id,
        coalesce(sum(events_count) filter (where event_type = 'purchase'), 0)
        > coalesce(sum(events_count) filter (where event_type = 'refund'), 0) as is_owned
    from typed
    group by item_id
),

history as (
    select
        typed.item_id,
        bought.is_owned,
        sum(typed.event_weight * {{ kindred.saturated('typed.events_count') }}) as strength
    from typed
    inner join bought on typed.item_id = bought.item_id
    where typed.event_weight > 0 and (typed.event_type != 'purchase' or bought.is_owned)
    group by typed.item_id, bought.is_owned
),

evidence as (
    select
        similarities.item_id,
        history.item_id as history_item_id,
        history.is_owned,
        {{ '1.0' if weighting == 'binary' else 'round(history.strength, 9)' }} * similarities.similarity as contribution
    from kindred.item_similarities as similarities
    inner join history on similarities.neighbor_item_id = history.item_id
    inner join kindred.items as items on similarities.item_id = items.item_id and coalesce(items.is_available, true)
    left join bought as own on similarities.item_id = own.item_id and own.is_owned and {{ var('exclude_owned_items') }}
    where own.item_id is null
),

best as (
    select max(raw_score) as divisor
    from (select {{ kindred.exact_sum('contribution') }} as raw_score from evidence group by item_id) as scores
),

scored as (
    select
        evidence.item_id,
        round({{ kindred.exact_sum('evidence.contribution') }} / max(best.divisor), 9) as score,
        list(
            {
                'item_id': evidence.history_item_id,
                'contribution': evidence.contribution / best.divisor,
                'sentence': 'Goes with ' || coalesce(items.title, evidence.history_item_id)
                || case when evidence.is_owned then ', which you bought' else ', which caught your interest' end
            }
            order by evidence.contribution desc, evidence.history_item_id
        ) as reasons
    from evidence
    cross join best
    left join kindred.items as items on evidence.history_item_id = items.item_id
    group by evidence.item_id
)

select
    cast(row_number() over (order by scored.score desc, scored.item_id) as integer) as rank,
    scored.item_id,
    items.title,
    scored.score,
    scored.reasons
from scored
inner join kindred.items as items on scored.item_id = items.item_id
where scored.score > 0
qualify rank <= list_length
order by rank
{%- endmacro %}
