/* grain: one row per rejected row of users, with its one reason */
{%- set user_fault %}
case
    when unread_line is not null then 'malformed_line'
    when user_id is null then 'missing_key'
    when unread_signed_up_at is not null then 'unparsable_time'
end
{%- endset %}
with duplicates as (
    select * from (
        {{ kindred.duplicate_rows(
            relation=ref('kindred', 'int_users_parsed'),
            key='user_id',
            twin_columns=none,
            content=['signed_up_at', 'country', 'has_email', 'consents', 'attributes', 'unread_signed_up_at'],
            is_sound='((' ~ user_fault ~ ') is null and coalesce(signed_up_at < (select as_of from ' ~ ref('kindred', 'int_as_of') ~ '), true))'
        ) }}
    ) as repeated
),

reasoned as (
    select
        users.row_id,
        coalesce({{ user_fault }}, case when users.signed_up_at >= as_of.as_of then 'future_time' end, duplicates.reason) as reason
    from {{ ref('kindred', 'int_users_parsed') }} as users
    cross join {{ ref('kindred', 'int_as_of') }} as as_of
    left join duplicates on users.row_id = duplicates.row_id
)

select row_id, reason from reasoned
where reason is not null
