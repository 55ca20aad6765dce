/* grain: one row per cut but the release, and user seen before it: what they did from this cut to the next, and where
   recency, frequency and money put them at the cut (quintiles, five is best; together the RFM cell) */
with periods as (
    select
        cut,
        cut_at,
        lead(cut_at) over (order by cut_at) as until_at
    from {{ ref('kindred', 'int_cuts') }}
),

lines as (
    select
        periods.cut,
        lines.user_idx,
        lines.order_id,
        lines.amount,
        items.top_category
    from {{ ref('kindred', 'int_order_lines') }} as lines
    inner join periods on lines.event_at >= periods.cut_at and lines.event_at < periods.until_at
    left join {{ ref('kindred', 'int_item_index') }} as item_index on lines.item_idx = item_index.item_idx
    left join {{ ref('kindred', 'stg_items') }} as items on item_index.item_id = items.item_id
    where lines.event_type = 'purchase'
),

categories as (
    select cut, user_idx, dense_rank() over (order by top_category) - 1 as category
    from lines
    where top_category is not null
    group by cut, user_idx, top_category
    qualify row_number() over (partition by cut, user_idx order by count(*) desc, top_category asc) = 1
),

totals as (
    select
        cut,
        user_idx,
        count(distinct order_id) as orders_count,
        coalesce(sum(amount), 0) as spent_amount
    from lines
    group by cut, user_idx
),

-- quintiles by the share of users who are not better; nobody ranks above somebody equal
quintiles as (
    select
        cut,
        user_idx,
        ceil(5 * cume_dist() over (partition by cut order by coalesce(-recency_days, -1000000))) as recency,
        ceil(5 * cume_dist() over (partition by cut order by coalesce(orders_count, 0))) as frequency,
        ceil(5 * cume_dist() over (partition by cut order by coalesce(net_amount, 0))) as money
    from {{ ref('kindred', 'int_user_features') }}
    where cut != 'release'
)

select
    quintiles.cut,
    quintiles.user_idx,
    cast(coalesce(totals.orders_count, 0) as integer) as orders_count,
    cast(coalesce(totals.spent_amount, 0) as double) as spent_amount,
    cast(coalesce(categories.category, -1) as integer) as category,
    cast(100 * quintiles.recency + 10 * quintiles.frequency + quintiles.money as integer) as rfm_cell
from quintiles
left join totals on quintiles.cut = totals.cut and quintiles.user_idx = totals.user_idx
left join categories on quintiles.cut = categories.cut and quintiles.user_idx = categories.user_idx
