/* grain: one row per cut and item that anyone is tied to */
select
    cut,
    item_idx,
    count(*) as users_count,
    count(*) filter (where is_owned) as owners_count,
    {{ kindred.exact_sum('strength') }} as strength
from {{ ref('kindred', 'int_interactions') }}
where strength > 0
group by cut, item_idx
