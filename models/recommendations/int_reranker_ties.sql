/* grain: one row per cut, user and item that ties them: what the user did with the item before the cut */
select
    interactions.cut,
    interactions.user_idx,
    interactions.item_idx,
    traits.category_idx,
    interactions.strength,
    interactions.views_count,
    interactions.carts_count,
    interactions.purchases_count,
    {{ kindred.seconds_between('interactions.last_event_at', 'cuts.cut_at') }} / 86400.0 as age_days
from {{ ref('kindred', 'int_interactions') }} as interactions
inner join {{ ref('kindred', 'int_cuts') }} as cuts on interactions.cut = cuts.cut
inner join {{ ref('kindred', 'int_item_traits') }} as traits on interactions.item_idx = traits.item_idx
where interactions.strength > 0
