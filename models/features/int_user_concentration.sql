/* grain: one row per cut and user: favourite category and brand, and how much they dominate (sum of squared shares).
   Brands are so many that their shares are added up here and never written */
with shares as (
    select cut, user_idx, 'category' as kind, value, share, is_favourite from {{ ref('kindred', 'int_user_tastes') }}
    union all
    select cut, user_idx, 'brand' as kind, value, share, is_favourite from ({{ kindred.interest_shares('brand') }}) as brands
)

select
    cut,
    user_idx,
    min(case when kind = 'category' and is_favourite then value end) as top_category,
    min(case when kind = 'brand' and is_favourite then value end) as top_brand,
    {{ kindred.exact_sum("case when kind = 'category' then share * share end") }} as category_concentration,
    {{ kindred.exact_sum("case when kind = 'brand' then share * share end") }} as brand_concentration,
    {{ kindred.json_object_agg("case when kind = 'category' then value end", 'share') }} as category_shares
from shares
group by cut, user_idx
