/* grain: one row per accepted text that is no review */
select
    texts.text_id,
    texts.user_id,
    texts.item_id,
    texts.occurred_at,
    texts.language,
    texts.text
from {{ ref('kindred', 'int_texts_parsed') }} as texts
left join {{ ref('kindred', 'int_text_rejections') }} as rejections on texts.row_id = rejections.row_id
where rejections.row_id is null
