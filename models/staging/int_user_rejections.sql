/* grain: one row per rejected row of users, with its one reason */
{%- set user_fault %}
case
    when unread_line is not null then 'malformed_line'
    when user_id is null then 'missing_key'
    when unread_signed_up_at is not null then 'unparsable_time'
end
{%- endset %}
{{ kindred.dated_rejections(
    parsed=ref('kindred', 'int_users_parsed'),
    key='user_id',
    moment='signed_up_at',
    fault=user_fault,
    content=['signed_up_at', 'country', 'has_email', 'consents', 'attributes', 'unread_signed_up_at']
) }}
