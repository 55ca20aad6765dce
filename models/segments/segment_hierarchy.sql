/* grain: one row per merge of two groups of users, from the nearest to the last */
select merge_order, left_node, right_node, height, users_count, first_leaf, last_leaf
from {{ ref('kindred', 'py_segment_hierarchy') }}
where merge_order is not null
