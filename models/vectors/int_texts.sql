/* grain: one row per cut, kind (item, user), index and text: what the catalogue says of an item, and what a user
   searched for or wrote before the cut. The catalogue has no date, so every cut sees it */
with texts as (
    select
        cuts.cut,
        'item' as kind,
        item_index.item_idx as idx,
        concat_ws(' ', items.title, items.description, replace(items.category, '/', ' '), items.brand) as text
    from {{ ref('kindred', 'stg_items') }} as items
    inner join {{ ref('kindred', 'int_item_index') }} as item_index on items.item_id = item_index.item_id
    cross join {{ ref('kindred', 'int_cuts') }} as cuts
    union all
    select cuts.cut, 'user' as kind, {{ kindred.actor_at('events', 'cuts.cut_at') }} as idx, events.search_query as text
    from {{ ref('kindred', 'int_events') }} as events
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on events.event_at < cuts.cut_at
    union all
    select cuts.cut, 'user' as kind, user_index.user_idx as idx, concat_ws(' ', reviews.title, reviews.body) as text
    from {{ ref('kindred', 'stg_reviews') }} as reviews
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on reviews.user_id = user_index.actor_id
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on reviews.reviewed_at < cuts.cut_at
)

select
    cut,
    kind,
    idx,
    text,
    cast(count(*) as integer) as times
from texts
where text != ''
group by cut, kind, idx, text
