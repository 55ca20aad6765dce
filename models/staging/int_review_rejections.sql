/* grain: one row per rejected row of reviews, with its one reason. A review without an item is about the shop */
{%- set review_fault %}
case
    when unread_line is not null then 'malformed_line'
    when review_id is null then 'missing_key'
    when user_id is null then 'missing_user'
    when reviewed_at is null and unread_reviewed_at is null then 'missing_time'
    when reviewed_at is null then 'unparsable_time'
    when
        unread_rating is not null
        or isnan(rating)
        or rating < {{ var('rating_min') }}
        or rating > {{ var('rating_max') }}
        then 'invalid_rating'
end
{%- endset %}
with duplicates as (
    select * from (
        {{ kindred.duplicate_rows(
            relation=ref('kindred', 'int_reviews_parsed'),
            key='review_id',
            twin_columns=none,
            content=['user_id', 'item_id', 'reviewed_at', 'rating', 'title', 'body', 'unread_reviewed_at', 'unread_rating'],
            is_sound='((' ~ review_fault ~ ') is null and coalesce(reviewed_at < (select as_of from ' ~ ref('kindred', 'int_as_of') ~ '), true))'
        ) }}
    ) as repeated
),

judged as (
    select
        reviews.row_id,
        {{ review_fault }} as own_fault,
        reviews.reviewed_at >= as_of.as_of as is_future,
        duplicates.reason as duplicate_reason
    from {{ ref('kindred', 'int_reviews_parsed') }} as reviews
    cross join {{ ref('kindred', 'int_as_of') }} as as_of
    left join duplicates on reviews.row_id = duplicates.row_id
),

reasoned as (
    select
        row_id,
        case
            when own_fault is not null and own_fault != 'invalid_rating' then own_fault
            when is_future then 'future_time'
            else coalesce(own_fault, duplicate_reason)
        end as reason
    from judged
)

select row_id, reason from reasoned
where reason is not null
