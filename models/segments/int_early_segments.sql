/* grain: one row per model and user whom it did not learn from, with the cluster that the first session points to.
   `is_hit` where it is the user's cluster of today; null for the newcomers, whose own nobody knows yet */
select
    early.user_idx,
    early.model,
    early.split,
    early.cluster,
    early.confidence,
    early.second_cluster,
    early.because,
    case when early.split != 'early' then clusters.cluster end as later_cluster,
    case when early.split != 'early' then early.cluster = clusters.cluster end as is_hit
from {{ ref('kindred', 'py_early_segments') }} as early
inner join {{ ref('kindred', 'int_user_clusters') }} as clusters on early.user_idx = clusters.user_idx and clusters.cut = 'release'
