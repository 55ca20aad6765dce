/* grain: one row per accepted review with a title or a body: its text, and what it is about as dense numbers. The label
   is the mood that the stars tell: the lowest quarter of the scale is bad (0), the highest good (2), else neither (1) */
with placed as (
    select *, (rating - {{ var('rating_min') }}) / ({{ var('rating_max') }} - {{ var('rating_min') }}) as place_on_scale
    from {{ ref('kindred', 'stg_reviews') }}
    where coalesce(title, body) is not null
)

select
    -- ids
    cast(row_number() over (order by placed.review_id) - 1 as integer) as review_idx,
    placed.review_id,
    placed.user_id,
    placed.item_id,
    items.title as item_title,
    items.top_category,
    {{ 'segments.segment_id' if var('segments_enabled') else 'cast(null as integer)' }} as segment_id,

    -- what they are to a model
    cast(case when items.top_category is not null then dense_rank() over (order by items.top_category nulls last) end as integer) as category_idx,
    cast(case when placed.item_id is not null then dense_rank() over (order by placed.item_id nulls last) end as integer) as item_idx,
    cast(
        case
            when placed.rating is null then -1
            when placed.place_on_scale <= 0.25 then 0
            when placed.place_on_scale >= 0.75 then 2
            else 1
        end as integer
    ) as label,
    -- a third of the users, by a digest of their id and not by chance
    cast(
        case
            when substr(md5(placed.user_id), 1, 2) < '55' then 0
            when substr(md5(placed.user_id), 1, 2) < 'aa' then 1
            else 2
        end as integer
    ) as fold,

    -- what is said
    placed.reviewed_at,
    placed.rating,
    concat_ws('. ', placed.title, placed.body) as review_text
from placed
left join {{ ref('kindred', 'stg_items') }} as items on placed.item_id = items.item_id
{% if var('segments_enabled') %}
left join {{ ref('kindred', 'user_segments') }} as segments on placed.user_id = segments.user_id
{% endif %}
