{{ config(
    enabled=var('vectors_enabled') and var('item_vectors_input') is not none,
    severity='warn', fail_calc='coalesce(max(unknown_percent), 0)', warn_if='> 5'
) }}

/* warns when more than 5 % of the shop's own vectors are of items that nobody knows */
select
    cast(
        ceil(100.0 * (count(*) - (select count(*) from {{ ref('kindred', 'int_mapped_vectors') }})) / count(*)) as integer
    ) as unknown_percent
from {{ kindred.input_from('item_vectors_input') if var('item_vectors_input') is not none else ref('kindred', 'int_mapped_vectors') }}
where vector is not null
having count(*) > 0
