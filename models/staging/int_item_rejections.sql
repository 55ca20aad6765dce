/* grain: one row per rejected row of items, with its one reason */
{%- set item_fault %}
case
    when unread_line is not null then 'malformed_line'
    when item_id is null then 'missing_key'
    when unread_price is not null or price < 0 or price >= 1e9 then 'invalid_price'
end
{%- endset %}
with duplicates as (
    select * from (
        {{ kindred.duplicate_rows(
            relation=ref('kindred', 'int_items_parsed'),
            key='item_id',
            twin_columns=none,
            content=['title', 'description', 'category', 'brand', 'price', 'is_available', 'attributes', 'unread_price', 'unread_available'],
            is_sound='(' ~ item_fault ~ ') is null'
        ) }}
    ) as repeated
),

reasoned as (
    select
        items.row_id,
        coalesce({{ item_fault }}, duplicates.reason) as reason
    from {{ ref('kindred', 'int_items_parsed') }} as items
    left join duplicates on items.row_id = duplicates.row_id
)

select row_id, reason from reasoned
where reason is not null
