{{ config(severity='warn', warn_if='> 0') }}

/* warns of items whose `available` is no yes or no; they are taken to be available */
select item_id, unread_available
from {{ ref('kindred', 'int_items_parsed') }}
where unread_available is not null
