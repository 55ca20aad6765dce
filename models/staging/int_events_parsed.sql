/* grain: one row per input row of events, typed and numbered. A view: to number the rows while they are written would
   keep one core busy and the others waiting */
select
    {{ kindred.row_number_in_table() }} as row_id,
    events.*
from {{ ref('kindred', 'int_events_typed') }} as events
