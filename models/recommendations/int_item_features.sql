/* grain: one row per cut, item and feature of its content: each level of the category path, the brand, the price level, and
   the words of title and description; none unless the recommender content is on */
with texts as (
    select
        cuts.cut,
        traits.item_idx,
        traits.brand,
        traits.category,
        floor(5 * prices.price_percentile) as price_level,
        lower(concat_ws(' ', stg_items.title, stg_items.description)) as words
    from {{ ref('kindred', 'int_item_traits') }} as traits
    inner join {{ ref('kindred', 'stg_items') }} as stg_items on traits.item_id = stg_items.item_id
    cross join {{ ref('kindred', 'int_cuts') }} as cuts
    left join {{ ref('kindred', 'int_item_prices') }} as prices
        on traits.item_idx = prices.item_idx and cuts.cut = prices.cut
    {{ '' if 'content' in var('recommenders') else 'where false' }}
),

features as (
    select cut, item_idx, 'brand ' || brand as feature from texts
    where brand is not null
    union all
    select cut, item_idx, 'price level ' || cast(least(price_level, 4) + 1 as integer) as feature from texts
    where price_level is not null
    union all
    select cut, item_idx, 'category ' || unnest({{ kindred.path_prefixes('category') }}) as feature from texts
    where category is not null
    union all
    select cut, item_idx, unnest({{ kindred.words('words') }}) as feature from texts
)

select
    cut,
    item_idx,
    feature,
    cast(dense_rank() over (order by feature) - 1 as integer) as feature_idx,
    1.0 * count(*) as value
from features
group by cut, item_idx, feature
