/* grain: one row per rejected row of texts, with its one reason */
{%- set text_fault %}
case
    when unread_line is not null then 'malformed_line'
    when text_id is null then 'missing_key'
    when text is null then 'missing_text'
    when unread_occurred_at is not null then 'unparsable_time'
end
{%- endset %}
{{ kindred.dated_rejections(
    parsed=ref('kindred', 'int_texts_parsed'),
    key='text_id',
    moment='occurred_at',
    fault=text_fault,
    content=['user_id', 'item_id', 'occurred_at', 'language', 'text', 'unread_occurred_at']
) }}
