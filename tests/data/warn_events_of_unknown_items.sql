{{ config(severity='warn', fail_calc='coalesce(max(unknown_percent), 0)', warn_if='> 5') }}

/* warns when more than 5 % of the events with an item name one that the catalogue lacks; needs a catalogue */
select cast(ceil(100.0 * count(*) filter (where stg_items.item_id is null) / count(*)) as integer) as unknown_percent
from {{ ref('kindred', 'stg_events') }} as events
left join {{ ref('kindred', 'stg_items') }} as stg_items on events.item_id = stg_items.item_id
where events.item_id is not null and (select count(*) from {{ ref('kindred', 'stg_items') }}) > 0
having count(*) > 0
