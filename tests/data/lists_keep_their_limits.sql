{% set limits = [] %}
{% for trait in ['category', 'brand'] if var('max_items_per_' ~ trait) is not none %}
{% do limits.append(trait) %}
{% endfor %}
{{ config(enabled=var('recommendations_enabled') and limits | length > 0) }}

/* no list holds more of a category or brand than it may, whatever filled it, while anything else could stand there: of up to
   1,000 users whose lists do, what else there is */
with listed as (
    select
        user_index.user_idx,
        traits.item_idx,
        traits.category,
        traits.brand,
        count(traits.category) over (partition by user_index.user_idx, traits.category) as category_count,
        count(traits.brand) over (partition by user_index.user_idx, traits.brand) as brand_count
    from {{ ref('kindred', 'user_recommendations') }} as recommendations
    inner join {{ ref('kindred', 'int_item_traits') }} as traits on recommendations.item_id = traits.item_id
    inner join {{ ref('kindred', 'int_user_index') }} as user_index on recommendations.user_id = user_index.user_id
),

crowded as (
    select distinct user_idx from listed
    where
        false
        {% for trait in limits %}
        or {{ trait }}_count > {{ var('max_items_per_' ~ trait) }}
        {% endfor %}
    order by user_idx
    limit 1000
)

select crowded.user_idx, traits.item_idx
from crowded
cross join {{ ref('kindred', 'int_item_traits') }} as traits
where
    traits.is_recommendable
    and (crowded.user_idx, traits.item_idx) not in (select (listed.user_idx, listed.item_idx) from listed)
    {% if var('exclude_owned_items') %}
    and (crowded.user_idx, traits.item_idx) not in (
        select (spent.user_idx, spent.item_idx) from {{ ref('kindred', 'int_strengths') }} as spent
        where spent.cut = 'release' and spent.is_spent
    )
    {% endif %}
    {% for trait in limits %}
    and (crowded.user_idx, traits.{{ trait }}) not in (
        select (listed.user_idx, listed.{{ trait }}) from listed
        where listed.{{ trait }}_count >= {{ var('max_items_per_' ~ trait) }} and listed.{{ trait }} is not null
    )
    {% endfor %}
