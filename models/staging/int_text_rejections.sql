/* grain: one row per rejected row of texts, with its one reason */
{%- set text_fault %}
case
    when unread_line is not null then 'malformed_line'
    when text_id is null then 'missing_key'
    when text is null then 'missing_text'
    when unread_occurred_at is not null then 'unparsable_time'
end
{%- endset %}
with duplicates as (
    select * from (
        {{ kindred.duplicate_rows(
            relation=ref('kindred', 'int_texts_parsed'),
            key='text_id',
            twin_columns=none,
            content=['user_id', 'item_id', 'occurred_at', 'language', 'text', 'unread_occurred_at'],
            is_sound='((' ~ text_fault ~ ') is null and coalesce(occurred_at < (select as_of from ' ~ ref('kindred', 'int_as_of') ~ '), true))'
        ) }}
    ) as repeated
),

reasoned as (
    select
        texts.row_id,
        coalesce({{ text_fault }}, case when texts.occurred_at >= as_of.as_of then 'future_time' end, duplicates.reason) as reason
    from {{ ref('kindred', 'int_texts_parsed') }} as texts
    cross join {{ ref('kindred', 'int_as_of') }} as as_of
    left join duplicates on texts.row_id = duplicates.row_id
)

select row_id, reason from reasoned
where reason is not null
