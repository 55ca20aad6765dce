/* grain: one row per cut and user with a segment; none where segments are switched off */
{% if var('segments_enabled') %}
select cut, user_idx, cluster
from {{ ref('kindred', 'int_user_clusters') }}
{% else %}
select cut, user_idx, cast(-1 as integer) as cluster
from {{ ref('kindred', 'int_target_users') }}
where false
{% endif %}
