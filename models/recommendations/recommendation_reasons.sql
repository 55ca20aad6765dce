/* grain: one row per user, item and rank of a reason; the contributions of an item add up to its score */
{% set of_items = ['item_cosine', 'linear', 'matrix_factorization', 'transitions', 'buy_again', 'spectral'] + kindred.own_encoders() %}
with features as (
    select distinct feature_idx, feature
    from {{ ref('kindred', 'int_item_features') }}
),

categories as (
    select category_idx, min(split_part(category, '/', 1)) as category
    from {{ ref('kindred', 'int_item_traits') }}
    group by category_idx
),

reasons as (
    -- one evidence column for each kind, so that every join below has a plain key
    select
        *,
        case
            when kind in ('{{ of_items | join("', '") }}') then evidence_idx
        end as evidence_item_idx,
        case when kind = 'user_cosine' then evidence_idx end as evidence_user_idx,
        case kind when 'category_popular' then evidence_idx when 'rating_prediction' then evidence_idx - 1 end as evidence_category_idx,
        case when kind = 'content' then evidence_idx end as evidence_feature_idx,
        case when kind = 'segment_popular' then evidence_idx end as evidence_cluster
    from {{ ref('kindred', 'int_reasons') }}
),

owned as (
    select user_idx, item_idx from {{ ref('kindred', 'int_strengths') }}
    where cut = 'release' and is_owned
),

named as (
    select
        reasons.*,
        user_index.user_id,
        items.item_id,
        evidence_items.item_id as evidence_item_id,
        coalesce(evidence_items.title, evidence_items.item_id) as evidence_title,
        owned.item_idx is not null as is_owned,
        evidence_users.actor_id as evidence_user_id,
        categories.category as evidence_category,
        features.feature as evidence_feature,
        {{ 'identities.segment_id' if var('segments_enabled') else 'cast(null as integer)' }} as segment_id,
        {{ 'identities.segment_name' if var('segments_enabled') else 'cast(null as varchar)' }} as segment_name
    from reasons
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on reasons.user_idx = user_index.user_idx
    inner join {{ ref('kindred', 'int_item_traits') }} as items on reasons.item_idx = items.item_idx
    left join {{ ref('kindred', 'int_item_traits') }} as evidence_items on reasons.evidence_item_idx = evidence_items.item_idx
    left join owned on reasons.user_idx = owned.user_idx and reasons.evidence_item_idx = owned.item_idx
    left join {{ ref('kindred', 'int_user_index') }} as evidence_users on reasons.evidence_user_idx = evidence_users.user_idx
    left join categories on reasons.evidence_category_idx = categories.category_idx
    left join features on reasons.evidence_feature_idx = features.feature_idx
    {% if var('segments_enabled') %}
    left join {{ ref('kindred', 'py_segment_identity') }} as identities on reasons.evidence_cluster = identities.cluster
    {% endif %}
)

select
    user_id,
    item_id,
    cast(row_number() over (
        partition by user_idx, item_idx
        order by moved_from is not null, kind like '%_rest', contribution desc, kind asc, evidence_idx asc
    ) as integer) as reason_rank,
    kind,
    coalesce(evidence_item_id, evidence_user_id, evidence_category, evidence_feature, cast(segment_id as varchar)) as evidence_id,
    contribution,
    {{ kindred.reason_sentence() | indent(4) }} as sentence
from named
