/* grain: one row per user, item and rank of a reason; the contributions of an item add up to its score */
with features as (
    select distinct feature_idx, feature
    from {{ ref('kindred', 'int_item_features') }}
),

categories as (
    select category_idx, min(split_part(category, '/', 1)) as category
    from {{ ref('kindred', 'int_item_traits') }}
    group by category_idx
),

named as (
    select
        reasons.*,
        user_index.user_id,
        items.item_id,
        evidence_items.item_id as evidence_item_id,
        coalesce(evidence_items.title, evidence_items.item_id) as evidence_title,
        coalesce(interactions.is_owned, false) as is_owned,
        evidence_users.actor_id as evidence_user_id,
        categories.category as evidence_category,
        features.feature as evidence_feature,
        {{ 'identities.segment_id' if var('segments_enabled') else 'cast(null as integer)' }} as segment_id,
        {{ 'identities.segment_name' if var('segments_enabled') else 'cast(null as varchar)' }} as segment_name
    from {{ ref('kindred', 'int_reasons') }} as reasons
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on reasons.user_idx = user_index.user_idx
    inner join {{ ref('kindred', 'int_item_traits') }} as items on reasons.item_idx = items.item_idx
    left join {{ ref('kindred', 'int_item_traits') }} as evidence_items
        on reasons.evidence_idx = evidence_items.item_idx and reasons.kind in ('item_cosine', 'linear', 'transitions', 'buy_again')
    left join {{ ref('kindred', 'int_strengths') }} as interactions
        on
            reasons.user_idx = interactions.user_idx
            and evidence_items.item_idx = interactions.item_idx
            and interactions.cut = 'release'
    left join {{ ref('kindred', 'int_user_index') }} as evidence_users
        on reasons.evidence_idx = evidence_users.user_idx and reasons.kind = 'user_cosine'
    left join categories on reasons.evidence_idx = categories.category_idx and reasons.kind = 'category_popular'
    left join features
        on reasons.evidence_idx = features.feature_idx and reasons.kind = 'content'
    {% if var('segments_enabled') %}
    left join {{ ref('kindred', 'py_segment_identity') }} as identities
        on reasons.evidence_idx = identities.cluster and reasons.kind = 'segment_popular'
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
