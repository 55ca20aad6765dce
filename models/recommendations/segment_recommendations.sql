/* grain: one row per segment and rank */
select
    identities.segment_id,
    identities.segment_name,
    cast(fallback.place as integer) as rank,
    traits.item_id,
    fallback.score,
    fallback.strategy,
    fallback.segment_share / nullif(fallback.shop_share, 0) as lift
from {{ ref('kindred', 'int_fallback_items') }} as fallback
inner join {{ ref('kindred', 'py_segment_identity') }} as identities on fallback.cluster = identities.cluster
inner join {{ ref('kindred', 'int_item_traits') }} as traits on fallback.item_idx = traits.item_idx
where fallback.cut = 'release' and fallback.place <= {{ var('recommendations_count') }}
