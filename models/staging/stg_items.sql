/* grain: one row per item of the catalogue */
select
    items.item_id,
    items.title,
    items.description,
    items.category,
    split_part(items.category, '/', 1) as top_category,
    items.brand,
    items.price,
    items.is_available,
    items.attributes
from {{ ref('kindred', 'int_items_parsed') }} as items
left join {{ ref('kindred', 'int_item_rejections') }} as rejections on items.row_id = rejections.row_id
where rejections.row_id is null
