{{ config(severity='warn', fail_calc='coalesce(max(unpriced_percent), 0)', warn_if='> 1') }}

/* warns when more than 1 % of the purchases and refunds have no price of their own or of their item */
select cast(ceil(100.0 * count(*) filter (where amount is null) / count(*)) as integer) as unpriced_percent
from {{ ref('kindred', 'stg_events') }}
where event_type in ('purchase', 'refund')
having count(*) > 0
