{#- The text of the table macro kindred.recommend_now of the published file: what the recommender item_cosine proposes to
    somebody whose history is just these events, with reasons. recent_items: item ids, in any order; event_types: the shop's
    word for each, a view where it is missing; ratings: the stars of each, null where it is no rating; list_length: how many
    at most. `weights` is a query that gives the seed event_types, `weighting` how an interaction counts. -#}
{% macro recommend_now(weights, weighting) -%}
with weights as (
    {{ weights }}
),

events as (
    select
        unnest(recent_items) as item_id,
        lower(trim(coalesce(unnest(event_types), 'view'))) as source_event_type,
        cast(unnest(ratings) as double) as rating
),

typed as (
    select
        events.item_id,
        weights.event_type,
        max(weights.event_weight) as event_weight,
        sum(case
            when weights.event_type = 'rating' then (events.rating - {{ var('rating_min') }}) / {{ var('rating_max') - var('rating_min') }}
            else 1.0
        end) as events_count
    from events
    inner join weights on events.source_event_type = lower(weights.source_event_type)
    -- as in the batch, a rating without its stars, or beyond the scale, is none
    where weights.event_type != 'rating' or events.rating between {{ var('rating_min') }} and {{ var('rating_max') }}
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
    where typed.event_type != 'purchase' or bought.is_owned
    group by typed.item_id, bought.is_owned
    having round(strength, 9) > 0
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

totals as (
    select item_id, {{ kindred.exact_sum('contribution') }} as raw_score
    from evidence
    group by item_id
),

-- first who is on the list, then the reasons of those few: near popular items lies most of a catalogue
listed as (
    select
        totals.item_id,
        best.divisor,
        round(totals.raw_score / best.divisor, 9) as score,
        row_number() over (order by round(totals.raw_score / best.divisor, 9) desc, totals.item_id) as rank
    from totals
    cross join (select max(raw_score) as divisor from totals) as best
    where round(totals.raw_score / best.divisor, 9) > 0
    qualify rank <= list_length
)

select
    cast(listed.rank as integer) as rank,
    listed.item_id,
    any_value(items.title) as title,
    listed.score,
    list(
        {
            'item_id': evidence.history_item_id,
            'contribution': evidence.contribution / listed.divisor,
            'sentence': 'Goes with ' || coalesce(history_items.title, evidence.history_item_id)
            || case when evidence.is_owned then ', which you bought' else ', which caught your interest' end
        }
        order by evidence.contribution desc, evidence.history_item_id
    ) as reasons
from listed
inner join evidence on listed.item_id = evidence.item_id
inner join kindred.items as items on listed.item_id = items.item_id
left join kindred.items as history_items on evidence.history_item_id = history_items.item_id
group by listed.rank, listed.item_id, listed.score
order by listed.rank
{%- endmacro %}
