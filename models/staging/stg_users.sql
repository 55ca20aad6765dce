/* grain: one row per user of the shop's user table */
select
    users.user_id,
    users.signed_up_at,
    users.country,
    users.has_email,
    users.consents,
    users.attributes
from {{ ref('kindred', 'int_users_parsed') }} as users
left join {{ ref('kindred', 'int_user_rejections') }} as rejections on users.row_id = rejections.row_id
where rejections.row_id is null
