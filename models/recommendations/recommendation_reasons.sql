/* grain: one row per user, item and rank of a reason; the contributions of an item add up to its score */
with reasons as (
    -- one evidence column for each kind, so that every join below has a plain key
    select
        *,
        case when kind = 'item_cosine' then evidence_idx end as evidence_item_idx,
        case when kind = 'user_cosine' then evidence_idx end as evidence_user_idx,
        case when kind = 'segment_popular' then evidence_idx end as evidence_cluster,
        cast(row_number() over (
            partition by user_idx, item_idx order by kind like '%_rest', contribution desc, kind asc, evidence_idx asc
        ) as integer) as reason_rank
    from {{ ref('kindred', 'int_reasons') }}
)

select
    user_index.user_id,
    item_index.item_id,
    reasons.reason_rank,
    reasons.kind,
    case
        when reasons.kind = 'item_cosine' then evidence_items.item_id
        when reasons.kind = 'user_cosine' then evidence_users.actor_id
        {% if var('segments_enabled') %}
        when reasons.kind = 'segment_popular' then cast(identities.segment_id as varchar)
        {% endif %}
    end as evidence_id,
    reasons.contribution,
    case reasons.kind
        when 'item_cosine'
            then
                'Goes with ' || coalesce(evidence_titles.title, evidence_items.item_id)
                || case when reasons.is_owned then ', which you bought' else ', which caught your interest' end
        when 'item_cosine_rest' then 'Goes with ' || reasons.evidence_count || ' more of your items'
        when 'user_cosine' then 'Chosen by a customer whose taste is like yours'
        when 'user_cosine_rest' then 'Chosen by ' || reasons.evidence_count || ' more customers whose taste is like yours'
        {% if var('segments_enabled') %}
        when 'segment_popular'
            then 'Chosen by ' || round(100 * reasons.contribution, 1) || ' % of the customers in your group, ' || identities.segment_name
        {% endif %}
        when 'popular' then 'Chosen by ' || round(100 * reasons.contribution, 1) || ' % of all customers'
        when 'catalogue' then 'From our catalogue, for you to discover'
    end as sentence
from reasons
inner join {{ ref('kindred', 'int_user_index') }} as user_index on reasons.user_idx = user_index.user_idx
inner join {{ ref('kindred', 'int_item_index') }} as item_index on reasons.item_idx = item_index.item_idx
left join {{ ref('kindred', 'int_item_index') }} as evidence_items
    on reasons.evidence_item_idx = evidence_items.item_idx
left join {{ ref('kindred', 'stg_items') }} as evidence_titles on evidence_items.item_id = evidence_titles.item_id
left join {{ ref('kindred', 'int_user_index') }} as evidence_users
    on reasons.evidence_user_idx = evidence_users.user_idx
{% if var('segments_enabled') %}
left join {{ ref('kindred', 'py_segment_identity') }} as identities
    on reasons.evidence_cluster = identities.cluster
{% endif %}
