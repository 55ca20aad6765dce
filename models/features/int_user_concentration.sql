/* grain: one row per cut and user: favourite category and brand, and how much they dominate (sum of squared shares) */
with ranked as (
    select
        *,
        row_number() over (partition by cut, user_idx, kind order by strength desc, value asc) as place
    from {{ ref('kindred', 'int_user_tastes') }}
)

select
    cut,
    user_idx,
    max(case when kind = 'category' and place = 1 then value end) as top_category,
    max(case when kind = 'brand' and place = 1 then value end) as top_brand,
    {{ kindred.exact_sum("case when kind = 'category' then share * share end") }} as category_concentration,
    {{ kindred.exact_sum("case when kind = 'brand' then share * share end") }} as brand_concentration,
    {{ kindred.json_object_agg("case when kind = 'category' then value end", 'share') }} as category_shares
from ranked
group by cut, user_idx
